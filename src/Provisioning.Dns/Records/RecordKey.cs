namespace Provisioning.Dns;

/// <summary>Types of records that are looked at. Only A, AAAA, PTR and our own TXT are ever written.</summary>
public enum RecordType
{
    /// <summary>An IPv4 address.</summary>
    A = 1,
    /// <summary>Another name for the same; read only, since it keeps every other record away from its name and carries classless delegation.</summary>
    CNAME = 5,
    /// <summary>The name an address points back to.</summary>
    PTR = 12,
    /// <summary>A text.</summary>
    TXT = 16,
    /// <summary>An IPv6 address.</summary>
    AAAA = 28,
}

/// <summary>What a record set is known by.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Type">Its type.</param>
public readonly record struct RecordKey(DnsName Name, RecordType Type) : IComparable<RecordKey>
{
    /// <inheritdoc/>
    public int CompareTo(RecordKey other) => Name.CompareTo(other.Name) is var byName and not 0 ? byName : Type.CompareTo(other.Type);

    /// <summary>Name and type, as in <c>vm1.example.com. AAAA</c>.</summary>
    public override string ToString() => $"{Name} {Type}";

    /// <summary>Order by name, then type.</summary>
    public static bool operator <(RecordKey left, RecordKey right) => left.CompareTo(right) < 0;

    /// <summary>Order by name, then type.</summary>
    public static bool operator >(RecordKey left, RecordKey right) => left.CompareTo(right) > 0;

    /// <summary>Order by name, then type.</summary>
    public static bool operator <=(RecordKey left, RecordKey right) => left.CompareTo(right) <= 0;

    /// <summary>Order by name, then type.</summary>
    public static bool operator >=(RecordKey left, RecordKey right) => left.CompareTo(right) >= 0;
}
