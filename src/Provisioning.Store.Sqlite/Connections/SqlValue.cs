using SQLitePCL;

namespace Provisioning.Store.Sqlite;

/// <summary>A value on its way into a statement, without a box around it.</summary>
internal readonly struct SqlValue
{
    private readonly Kind _kind;
    private readonly long _number;
    private readonly object? _object;

    /// <summary>NULL. Named, because a bare <c>default</c> in a conditional takes the type of its other half and becomes 0.</summary>
    public static readonly SqlValue Null;

    private SqlValue(Kind kind, long number, object? value = null) => (_kind, _number, _object) = (kind, number, value);

    private enum Kind : byte { Nothing, Integer, Real, Text, Blob }

    public static implicit operator SqlValue(long value) => new(Kind.Integer, value);

    public static implicit operator SqlValue(long? value) => value is { } some ? (SqlValue)some : Null;

    public static implicit operator SqlValue(int value) => new(Kind.Integer, value);

    public static implicit operator SqlValue(int? value) => value is { } some ? (SqlValue)some : Null;

    public static implicit operator SqlValue(bool value) => new(Kind.Integer, value ? 1 : 0);

    public static implicit operator SqlValue(double value) => new(Kind.Real, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator SqlValue(double? value) => value is { } some ? (SqlValue)some : Null;

    public static implicit operator SqlValue(string? value) => value is null ? Null : new(Kind.Text, 0, value);

    public static implicit operator SqlValue(byte[] value) => new(Kind.Blob, 0, value);

    public static implicit operator SqlValue(DateTimeOffset value) => StoredTime.From(value);

    public static implicit operator SqlValue(DateTimeOffset? value) => value is { } some ? (SqlValue)some : Null;

    public int BindTo(sqlite3_stmt statement, int index) => _kind switch
    {
        Kind.Integer => raw.sqlite3_bind_int64(statement, index, _number),
        Kind.Real => raw.sqlite3_bind_double(statement, index, BitConverter.Int64BitsToDouble(_number)),
        Kind.Text => raw.sqlite3_bind_text(statement, index, (string)_object!),
        Kind.Blob => raw.sqlite3_bind_blob(statement, index, (byte[])_object!),
        _ => raw.sqlite3_bind_null(statement, index),
    };
}

/// <summary>Times as the store keeps them: 100 ns since 1970, so that nothing is rounded off and a lease ends when it was said to.</summary>
internal static class StoredTime
{
    public static long From(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static DateTimeOffset To(long stored) => new(stored + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);
}
