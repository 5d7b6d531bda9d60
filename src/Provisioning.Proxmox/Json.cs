using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace Provisioning.Proxmox;

/// <summary>How this room writes what it keeps in the store: names for enums, decimals without rounding, nothing that is null.</summary>
internal static class Json
{
    private static readonly JsonSerializerSettings Settings = new()
    {
        NullValueHandling = NullValueHandling.Ignore,
        // Records begin with empty lists of fixed size; read values take their place instead of being added to them.
        ObjectCreationHandling = ObjectCreationHandling.Replace,
        FloatParseHandling = FloatParseHandling.Decimal,
        DateParseHandling = DateParseHandling.DateTimeOffset,
        TypeNameHandling = TypeNameHandling.None,
        MetadataPropertyHandling = MetadataPropertyHandling.Ignore,
        MaxDepth = 16,
        Converters = { new StringEnumConverter() },
    };

    public static string Write<T>(T value) => JsonConvert.SerializeObject(value, Settings);

    public static T Read<T>(string json, string what) where T : class
    {
        try
        {
            return JsonConvert.DeserializeObject<T>(json, Settings) ?? throw Damaged(what, null);
        }
        catch (JsonException e)
        {
            throw Damaged(what, e);
        }
    }

    private static ProvisioningException Damaged(string what, Exception? cause) => new(
        ErrorIds.RecordDamaged, ErrorKind.Store, $"The record of {what} can't be read; restore the store from a backup.", what, cause: cause);
}
