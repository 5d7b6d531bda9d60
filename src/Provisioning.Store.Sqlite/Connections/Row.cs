using System.Buffers.Binary;
using SQLitePCL;

namespace Provisioning.Store.Sqlite;

/// <summary>The row that a statement stands on.</summary>
internal readonly struct Row(sqlite3_stmt statement)
{
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public int Int(int column) => raw.sqlite3_column_int(statement, column);

    public int? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    public bool Bool(int column) => Int(column) != 0;

    public double Real(int column) => raw.sqlite3_column_double(statement, column);

    public double? RealOrNull(int column) => IsNull(column) ? null : Real(column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    public string? TextOrNull(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public byte[] Blob(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    public UInt128 Number(int column) => BinaryPrimitives.ReadUInt128BigEndian(raw.sqlite3_column_blob(statement, column));

    public DateTimeOffset Time(int column) => StoredTime.To(Long(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public T Word<T>(int column) where T : struct, Enum => Enum.Parse<T>(Text(column));

    public T? WordOrNull<T>(int column) where T : struct, Enum => IsNull(column) ? null : Word<T>(column);
}
