namespace Provisioning.Dns;

/// <summary>All records of one name and type: the unit that is compared, owned and written. Values are canonical, sorted and without doubles.</summary>
public sealed record RecordSet
{
    private readonly string[] _values;

    /// <summary>A record set of canonical values, in any order.</summary>
    /// <param name="key">Name and type.</param>
    /// <param name="ttl">TTL in seconds; 1 is Cloudflare's "automatic".</param>
    /// <param name="values">Values as <see cref="RecordValue.Canonical"/> gives them.</param>
    /// <param name="mark">Whose it is, as the provider has it; null when it is not marked.</param>
    public RecordSet(RecordKey key, int ttl, IEnumerable<string> values, RecordMark? mark = null)
    {
        Key = key;
        Ttl = ttl;
        Mark = mark;
        _values = [.. values.Distinct(StringComparer.Ordinal)];
        Array.Sort(_values, StringComparer.Ordinal);
    }

    /// <summary>Name and type.</summary>
    public RecordKey Key { get; }

    /// <summary>Full name.</summary>
    public DnsName Name => Key.Name;

    /// <summary>Type.</summary>
    public RecordType Type => Key.Type;

    /// <summary>TTL in seconds.</summary>
    public int Ttl { get; init; }

    /// <summary>Canonical values, sorted.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>Whose it is, as the provider has it; null when it is not marked.</summary>
    public RecordMark? Mark { get; init; }

    /// <summary>Whether the provider answers in place of the record (Cloudflare's proxy): its TTL is then not ours to set or compare.</summary>
    public bool IsProxied { get; init; }

    /// <summary>A record set of values as servers or people write them.</summary>
    /// <exception cref="ProvisioningException">InvalidValue: a value can't be of that type.</exception>
    public static RecordSet Of(DnsName name, RecordType type, int ttl, IEnumerable<string> values, RecordMark? mark = null) =>
        new(new RecordKey(name, type), ttl, values.Select(value => RecordValue.Canonical(type, value) ?? throw new ProvisioningException(
            ErrorIds.InvalidValue, ErrorKind.Invalid, $"'{Http.Redaction.OneLine(value, 100)}' can't be a value of {name} {type}.", name.ToString())), mark);

    /// <summary>Whether both hold the same values.</summary>
    public bool HasValuesOf(RecordSet? other) => other is not null && Key == other.Key && _values.AsSpan().SequenceEqual(other._values);

    /// <summary>Whether this, as found, is as good as what is wanted: same values, and a TTL that the policy takes. Marks are another matter.</summary>
    /// <param name="wanted">What should be there.</param>
    /// <param name="policy">When TTLs count as the same.</param>
    /// <param name="minTtl">What the provider raises smaller TTLs to, in seconds.</param>
    public bool Satisfies(RecordSet wanted, DnsTtlPolicy policy, int minTtl = 0) => HasValuesOf(wanted) && (IsProxied || policy switch
    {
        DnsTtlPolicy.Ignore => true,
        DnsTtlPolicy.Floor => Ttl >= wanted.Ttl,
        _ => Ttl == (wanted.Ttl == AutomaticTtl ? wanted.Ttl : Math.Max(wanted.Ttl, minTtl)),
    });

    /// <summary>Whether another is the same in all parts.</summary>
    public bool Equals(RecordSet? other) => HasValuesOf(other) && Ttl == other!.Ttl && Mark == other.Mark && IsProxied == other.IsProxied;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Ttl, _values.Length, _values.Length > 0 ? _values[0] : null);

    /// <summary>One line: name, TTL, type, values.</summary>
    public override string ToString() => $"{Name} {Ttl} {Type} {string.Join(", ", _values)}";

    /// <summary>What its provider needs to write it again (ids, the comments of others); no part of what it is.</summary>
    internal object? Handle { get; init; }

    /// <summary>The TTL that leaves the choice to Cloudflare.</summary>
    internal const int AutomaticTtl = 1;
}
