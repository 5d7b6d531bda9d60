using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Dns;

/// <summary>
/// Whose record set it is, as its provider keeps it: <c>heritage=provisioning,owner=STORE,service=N</c>. In PowerDNS and at Cloudflare it is the
/// record's comment (92 characters at most, where 100 are allowed), elsewhere a TXT record beside it.
/// </summary>
/// <param name="Owner">The store that owns the record set.</param>
/// <param name="Service">The service it is for.</param>
public sealed partial record RecordMark(Guid Owner, long Service)
{
    private const string Prefix = "_prov-";

    /// <summary>The mark in a text; null when there is none.</summary>
    public static RecordMark? In(string? text) => text is not null && text.Length <= 1000 && Text().Match(text) is { Success: true } match
        && Guid.TryParse(match.Groups["owner"].ValueSpan, out var owner)
        && long.TryParse(match.Groups["service"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var service)
            ? new RecordMark(owner, service) : null;

    /// <summary>The name of the TXT record that marks a record set: <c>_prov-aaaa.vm1.example.com.</c></summary>
    /// <exception cref="ProvisioningException">InvalidValue: the name leaves no room for another label.</exception>
    public static DnsName NameFor(RecordKey key) => key.Name.Prepend(Prefix + key.Type.ToString().ToLowerInvariant());

    /// <summary>Whether a TXT record can mark a record set: its name needs room for another label, and no wildcard or odd sign.</summary>
    public static bool CanMark(RecordKey key) => DnsName.TryParse($"{Prefix}{key.Type}.{key.Name}", out _);

    /// <summary>The record set that a TXT record of this name marks; null when it is no such name.</summary>
    public static RecordKey? MarkedBy(DnsName name) => name.FirstLabel switch
    {
        Prefix + "a" => new RecordKey(name.Parent, RecordType.A),
        Prefix + "aaaa" => new RecordKey(name.Parent, RecordType.AAAA),
        Prefix + "ptr" => new RecordKey(name.Parent, RecordType.PTR),
        Prefix + "txt" => new RecordKey(name.Parent, RecordType.TXT),
        _ => null,
    };

    /// <summary>The text that is kept.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"heritage=provisioning,owner={Owner:D},service={Service}");

    [GeneratedRegex(@"^\s*heritage=provisioning,owner=(?<owner>[0-9a-f-]{36}),service=(?<service>[0-9]{1,19})\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Text();
}
