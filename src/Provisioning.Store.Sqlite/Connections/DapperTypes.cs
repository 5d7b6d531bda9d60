using System.Data;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapper;

namespace Provisioning.Store.Sqlite;

/// <summary>How Dapper reads and writes what SQLite has no type for. Dapper keeps this in statics, which in the module's own load context are ours alone.</summary>
internal static class DapperTypes
{
    /// <summary>Makes the types known; as often as one likes.</summary>
    public static void Register() => _ = Registered.Value;

    private static readonly Lazy<bool> Registered = new(() =>
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.AddTypeHandler(new TimeHandler());
        SqlMapper.RemoveTypeMap(typeof(TimeSpan));
        SqlMapper.AddTypeHandler(new SpanHandler());
        SqlMapper.AddTypeHandler(new JsonHandler<IReadOnlyList<string>>(StoreJson.Default.IReadOnlyListString));
        SqlMapper.AddTypeHandler(new JsonHandler<IReadOnlyList<Uri>>(StoreJson.Default.IReadOnlyListUri));
        SqlMapper.AddTypeHandler(new JsonHandler<IReadOnlyList<CustomField>>(StoreJson.Default.IReadOnlyListCustomField));
        return true;
    });

    private sealed class TimeHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => StoredTime.To((long)value);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = StoredTime.From(value);
    }

    private sealed class SpanHandler : SqlMapper.TypeHandler<TimeSpan>
    {
        public override TimeSpan Parse(object value) => new((long)value);

        public override void SetValue(IDbDataParameter parameter, TimeSpan value) => parameter.Value = value.Ticks;
    }

    private sealed class JsonHandler<T>(JsonTypeInfo<T> type) : SqlMapper.TypeHandler<T>
    {
        public override T? Parse(object value) => JsonSerializer.Deserialize((string)value, type);

        public override void SetValue(IDbDataParameter parameter, T? value) => parameter.Value = JsonSerializer.Serialize(value!, type);
    }
}
