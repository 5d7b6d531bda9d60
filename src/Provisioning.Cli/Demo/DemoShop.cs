using Provisioning.Lab;

namespace Provisioning.Cli;

/// <summary>What the demonstration sells, and where: a server, two address pools, a package and a client.</summary>
internal static class DemoShop
{
    public const string Server = "lab";
    public const string Package = "web-small";
    public const string Client = "anna";

    /// <summary>VMID of the template that the Lab's scenario <c>demo</c> has.</summary>
    public const int Template = 9000;

    public static readonly IpPool IPv4 = new()
    {
        Name = "lab-v4", Server = Server, Family = IpFamily.IPv4, Start = "203.0.113.10", Stop = "203.0.113.250",
        PrefixLength = 24, Gateway = "203.0.113.1", Bridge = "vmbr0", DnsServers = ["203.0.113.2"],
    };

    public static readonly IpPool IPv6 = new()
    {
        Name = "lab-v6", Server = Server, Family = IpFamily.IPv6, Start = "2001:db8:113::10", Stop = "2001:db8:113::ffff",
        PrefixLength = 64, Gateway = "2001:db8:113::1", Bridge = "vmbr0", DnsServers = ["2001:db8:113::2"],
    };

    /// <summary>Enters everything that orders need.</summary>
    public static void Furnish(IProvisioningHost host, LabServer lab)
    {
        var (token, secret) = Credential(lab);
        host.Servers.Register(
            new ProvisioningServer
            {
                Name = Server,
                Kind = ServerKind.Proxmox,
                Endpoints = [lab.BaseUri],
                Authentication = ServerAuthentication.ApiToken,
                UserName = token,
                CertificateThumbprints = [lab.Fingerprint],
                Notes = "The Lab of a demonstration; it ended with it.",
            },
            secret);
        host.Pools.Create(IPv4);
        host.Pools.Create(IPv6);
        host.VmPackages.Create(WebSmall());
        host.Clients.Create(new ProvisioningClient { UserName = Client, Name = "Anna Example", Email = "anna@example.com" });
    }

    /// <summary>An order for the machine of this number.</summary>
    public static OrderVm Order(int number) => new() { Package = Package, Client = Client, HostName = $"web-{number}" };

    private static VmPackage WebSmall() => new()
    {
        Name = Package,
        Server = Server,
        OsTemplate = Template,
        CloneType = CloneType.Linked,
        Cores = 2,
        MemoryMiB = 4096,
        SystemDisk = new VmDisk { SizeGiB = 10, ReadMBps = 200, WriteMBps = 100, ReadIops = 2000, WriteIops = 1000 },
        AdditionalDisk = new VmDisk { SizeGiB = 20, ReadMBps = 100, WriteMBps = 50 },
        NetworkMBps = 125,
        Snapshots = 2,
        Backups = 2,
        BackupStorage = "shared1",
        IPv4Count = 1,
        IPv6Count = 1,
        Firewall = new VmFirewall
        {
            PolicyIn = FirewallAction.Drop,
            Rules =
            [
                new FirewallRule { Direction = FirewallDirection.In, Action = FirewallAction.Accept, Protocol = "tcp", DestinationPort = "22", Source = "198.51.100.0/24", Comment = "ssh" },
                new FirewallRule { Direction = FirewallDirection.In, Action = FirewallAction.Accept, Protocol = "tcp", DestinationPort = "22", Source = "2001:db8:100::/48", Comment = "ssh6" },
            ],
        },
    };

    private static (string Token, SecretText Secret) Credential(LabServer lab)
    {
        var parts = lab.ApiToken!.Split('=', 2);
        return (parts[0], new SecretText(parts[1]));
    }
}
