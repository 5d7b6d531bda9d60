namespace Provisioning.Proxmox.Client;

/// <summary>
/// What cloud-init sets on one card: <c>ip=10.0.0.5/24,gw=10.0.0.1,ip6=…,gw6=…</c>.
/// A gateway needs an address of its family (schema: <c>pve-qm-ipconfig</c>).
/// </summary>
public sealed record IpConfig
{
    /// <summary>IPv4 address with prefix length, or <c>dhcp</c>.</summary>
    public string? Ip { get; init; }
    /// <summary>IPv4 gateway.</summary>
    public string? Gateway { get; init; }
    /// <summary>IPv6 address with prefix length, <c>dhcp</c> or <c>auto</c>.</summary>
    public string? Ip6 { get; init; }
    /// <summary>IPv6 gateway.</summary>
    public string? Gateway6 { get; init; }

    /// <summary>Reads a line.</summary>
    public static IpConfig Parse(string? text)
    {
        var line = PropertyString.Parse(text);
        return new IpConfig { Ip = line["ip"], Gateway = line["gw"], Ip6 = line["ip6"], Gateway6 = line["gw6"] };
    }

    /// <summary>The line as it is sent.</summary>
    /// <exception cref="ProvisioningException">ContradictoryValues: a gateway without an address.</exception>
    public override string ToString()
    {
        if ((Gateway is not null && Ip is null) || (Gateway6 is not null && Ip6 is null))
            throw new ProvisioningException(ErrorIds.ContradictoryValues, ErrorKind.Invalid, "A gateway needs an address of the same family; give the address too.");
        return PropertyString.Empty.With("ip", Ip).With("gw", Gateway).With("ip6", Ip6).With("gw6", Gateway6).ToString();
    }
}
