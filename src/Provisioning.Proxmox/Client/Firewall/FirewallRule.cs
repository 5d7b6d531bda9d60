namespace Provisioning.Proxmox.Client;

/// <summary>A firewall rule. A rule has no identity but its position, and positions shift: change rules by digest and read them again.</summary>
public sealed record FirewallRule
{
    /// <summary><c>in</c>, <c>out</c>, <c>forward</c> or <c>group</c>.</summary>
    public required string Type { get; init; }
    /// <summary>ACCEPT, REJECT, DROP, or the name of a security group.</summary>
    public required string Action { get; init; }
    /// <summary>Whether it counts (the server's default for a new one is off).</summary>
    public bool Enable { get; init; }
    /// <summary>Place in the list; a new rule without one lands at 0.</summary>
    public int? Position { get; init; }
    /// <summary>Predefined set of protocol and ports, e.g. <c>SSH</c>.</summary>
    public string? Macro { get; init; }
    /// <summary>Protocol; required with ports.</summary>
    public string? Protocol { get; init; }
    /// <summary>Source addresses.</summary>
    public string? Source { get; init; }
    /// <summary>Destination addresses.</summary>
    public string? Destination { get; init; }
    /// <summary>Source ports: <c>22</c>, <c>80:90</c>, separated by commas, at most 15.</summary>
    public string? SourcePort { get; init; }
    /// <summary>Destination ports.</summary>
    public string? DestinationPort { get; init; }
    /// <summary>ICMP type.</summary>
    public string? IcmpType { get; init; }
    /// <summary>The card, e.g. <c>net0</c>.</summary>
    public string? Interface { get; init; }
    /// <summary>Log level.</summary>
    public string? LogLevel { get; init; }
    /// <summary>Free words.</summary>
    public string? Comment { get; init; }
    /// <summary>Digest of the list as read; sent back it makes the server refuse a change on a newer list.</summary>
    public string? Digest { get; init; }

    internal static FirewallRule From(JsonObject data) => new()
    {
        Type = data.RequiredText("type"),
        Action = data.RequiredText("action"),
        Enable = data.Flag("enable"),
        Position = data.Integer("pos") is >= 0 and <= int.MaxValue and var position ? (int)position : null,
        Macro = data.Text("macro"),
        Protocol = data.Text("proto"),
        Source = data.Text("source"),
        Destination = data.Text("dest"),
        SourcePort = data.Text("sport"),
        DestinationPort = data.Text("dport"),
        IcmpType = data.Text("icmp-type"),
        Interface = data.Text("iface"),
        LogLevel = data.Text("log"),
        Comment = data.Text("comment"),
        Digest = data.Text("digest"),
    };
}

/// <summary>An IP set of a machine.</summary>
public sealed record IpSet
{
    /// <summary>Its name, e.g. <c>ipfilter-net0</c>.</summary>
    public required string Name { get; init; }
    /// <summary>Free words.</summary>
    public string? Comment { get; init; }
    /// <summary>Digest as read.</summary>
    public string? Digest { get; init; }

    internal static IpSet From(JsonObject data) => new() { Name = data.RequiredText("name"), Comment = data.Text("comment"), Digest = data.Text("digest") };
}

/// <summary>An entry of an IP set.</summary>
public sealed record IpSetEntry
{
    /// <summary>Address or network; the server clears host bits.</summary>
    public required string Cidr { get; init; }
    /// <summary>Excludes the network instead of including it.</summary>
    public bool NoMatch { get; init; }
    /// <summary>Free words.</summary>
    public string? Comment { get; init; }
    /// <summary>Digest as read.</summary>
    public string? Digest { get; init; }

    internal static IpSetEntry From(JsonObject data) => new()
    {
        Cidr = data.RequiredText("cidr"),
        NoMatch = data.Flag("nomatch"),
        Comment = data.Text("comment"),
        Digest = data.Text("digest"),
    };
}
