using System.Globalization;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// What the guest is told at its first start: user, password, keys, addresses, name servers, search domain, host name. What neither package
/// nor order nor pool says stays as the template has it.
/// </summary>
internal sealed class SetCloudInit(VmTools tools) : ConfigStep(tools, "set_cloudinit", VmStatus.SetCloudInit)
{
    private const string Password = "cipassword";

    public override ConfigChange Want(VmConfig config, VmWanted wanted)
    {
        // A machine that was taken over may be configured by hand.
        if (config.CloudInitDrive is null && wanted.Data.Adopted) return new ConfigChange();
        if (config.CloudInitDrive is null)
            throw new ProvisioningException(ErrorIds.NoCloudInitDrive, ErrorKind.Invalid,
                "The machine has no cloud-init drive, so the guest would get neither address nor password; add one to the template (for example ide2: STORAGE:cloudinit).");
        var change = new ConfigChange();
        // A machine that was taken over may be called by its whole name.
        if (config.Name is null || config.Name != wanted.Fqdn) Text("name", config.Name, wanted.HostName);
        Text("ciuser", config.CloudInitUser, wanted.Data.OsUser);
        // Reads back as stars: whether it is the right one is known only from having sent it.
        if ((wanted.Data.PasswordApplied != wanted.Data.PasswordVersion || !config.HasCloudInitPassword) && wanted.PasswordSource() is { } password)
            change.Set(Password, password.Reveal());
        var addresses = Addresses(wanted);
        if (!Equals(config.IpConfig(0) ?? new IpConfig(), addresses)) change.Set(0, addresses);
        var servers = NameServers(wanted);
        if (servers.Length > 0 && !servers.SequenceEqual(Split(config.NameServer))) change.Set("nameserver", string.Join(' ', servers));
        if (wanted.Domain is { Length: > 0 } domain) Text("searchdomain", config.SearchDomain, domain);
        if (wanted.SshKeys is { Count: > 0 } keys && !keys.SequenceEqual(config.SshKeys)) change.SetSshKeys(keys);
        return change;

        void Text(string key, string? now, string value)
        {
            if (now != value) change.Set(key, value);
        }
    }

    protected override string Nothing(VmConfig config, VmWanted wanted) =>
        config.CloudInitDrive is null ? "the machine was taken over without a cloud-init drive; its guest is configured by hand" : base.Nothing(config, wanted);

    /// <summary>A guest reads it when it boots.</summary>
    public override bool NeedsStop(VmConfig config, ConfigChange change) => true;

    protected override void Accepted(VmPass pass, ConfigChange change)
    {
        if (change.Sets.Any(set => set.Key == Password)) pass.ChangeData(data => data with { PasswordApplied = data.PasswordVersion });
    }

    protected override ValueTask SettledAsync(VmPass pass, bool changed, CancellationToken cancellation) =>
        changed ? RefreshDriveAsync(pass, cancellation) : default;

    /// <summary>A start writes cloud-init's drive anew; a machine that runs has to be given it now.</summary>
    public static async ValueTask RefreshDriveAsync(VmPass pass, CancellationToken cancellation)
    {
        if (pass.Service.RemoteStatus == RemoteStatus.Stopped) return;
        var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
        pass.Saw(state);
        if (state.IsRunning) await pass.Api.RegenerateCloudInitAsync(pass.Vm, cancellation).ConfigureAwait(false);
    }

    private static IpConfig Addresses(VmWanted wanted)
    {
        var (ipv4, ipv6) = (wanted.Main(IpFamily.IPv4), wanted.Main(IpFamily.IPv6));
        return new IpConfig
        {
            Ip = wanted.Package.DhcpIPv4 ? "dhcp" : Cidr(ipv4),
            Gateway = wanted.Package.DhcpIPv4 ? null : ipv4?.Gateway,
            Ip6 = wanted.Package.DhcpIPv6 ? "dhcp" : Cidr(ipv6),
            Gateway6 = wanted.Package.DhcpIPv6 ? null : ipv6?.Gateway,
        };
    }

    private static string? Cidr(IpAssignment? address) =>
        address is null ? null : string.Create(CultureInfo.InvariantCulture, $"{address.Address}/{address.PrefixLength}");

    private static string[] NameServers(VmWanted wanted) =>
        [.. new[] { wanted.Main(IpFamily.IPv4), wanted.Main(IpFamily.IPv6) }.SelectMany(address => address?.DnsServers ?? []).Distinct()];

    private static string[] Split(string? text) => (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
