using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Provisioning.Store.Sqlite;

/// <summary>Small things that are kept as JSON because nobody looks them up by their parts.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<CustomField>))]
[JsonSerializable(typeof(IReadOnlyList<Uri>))]
[JsonSerializable(typeof(IEnumerable<long>))]
[JsonSerializable(typeof(ProvisioningError))]
[JsonSerializable(typeof(Intent))]
internal sealed partial class StoreJson : JsonSerializerContext
{
    private static readonly Dictionary<string, string> Nothing = [];

    public static string Write(IReadOnlyList<string> list) => list.Count == 0 ? "[]" : JsonSerializer.Serialize(list, Default.IReadOnlyListString);

    public static IReadOnlyList<string> ReadList(string json) => json == "[]" ? [] : JsonSerializer.Deserialize(json, Default.IReadOnlyListString) ?? [];

    /// <summary>Names and values; none where nothing is kept.</summary>
    public static IReadOnlyDictionary<string, string> ReadTable(string? json) => json is null ? Nothing : JsonSerializer.Deserialize(json, Default.DictionaryStringString) ?? Nothing;

    public static string Write(IEnumerable<long> numbers) => JsonSerializer.Serialize(numbers, Default.IEnumerableInt64);

    [return: NotNullIfNotNull(nameof(error))]
    public static string? Write(ProvisioningError? error) => error is null ? null : JsonSerializer.Serialize(error, Default.ProvisioningError);

    public static ProvisioningError? ReadError(string? json) => json is null ? null : JsonSerializer.Deserialize(json, Default.ProvisioningError);

    public static string? Write(Intent? intent) => intent is null ? null : JsonSerializer.Serialize(intent, Default.Intent);

    public static Intent? ReadIntent(string? json) => json is null ? null : JsonSerializer.Deserialize(json, Default.Intent);
}
