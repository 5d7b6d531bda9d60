using Provisioning.Lab;

namespace Provisioning.Benchmarks;

/// <summary>What is ordered: the package of <c>provisioning demo</c>, with pools that are large enough for a crowd.</summary>
internal static class Shop
{
    private const string Server = "lab";
    private const string Package = "web-small";
    private const string Client = "anna";
    private const int ClonesAtOnce = 4;

    public static ProvisioningServer Record(Uri endpoint, string? thumbprint, string token) => new()
    {
        Name = Server,
        Kind = ServerKind.Proxmox,
        Endpoints = [endpoint],
        Authentication = ServerAuthentication.ApiToken,
        UserName = token,
        CertificateThumbprints = thumbprint is null ? [] : [thumbprint],
        MaxClonesPerNode = ClonesAtOnce,
    };

    public static IReadOnlyList<OrderVm> Orders(int count) =>
        [.. Enumerable.Range(1, count).Select(number => new OrderVm { Package = Package, Client = Client, HostName = $"web-{number}" })];

    /// <summary>The demo's data centre with durations of one's own, and room for a crowd.</summary>
    public static LabScenario DataCenter(LabDurations durations)
    {
        var scenario = LabScenario.Demo();
        scenario.Durations = durations;
        scenario.ResourceLagSeconds = 0;
        foreach (var storage in scenario.Storages) storage.TotalBytes = 1L << 50;
        foreach (var node in scenario.Nodes) node.MemoryBytes = 1L << 42;
        return scenario;
    }

    public static void Furnish(IProvisioningHost host, ProvisioningServer server, SecretText secret)
    {
        host.Servers.Register(server, secret);
        host.Pools.Create(new IpPool
        {
            Name = "v4", Server = Server, Family = IpFamily.IPv4, Start = "10.0.0.10", Stop = "10.0.255.250", PrefixLength = 16, Gateway = "10.0.0.1", Bridge = "vmbr0",
        });
        host.Pools.Create(new IpPool
        {
            Name = "v6", Server = Server, Family = IpFamily.IPv6, Start = "2001:db8::10", Stop = "2001:db8::ffff", PrefixLength = 64, Gateway = "2001:db8::1", Bridge = "vmbr0",
        });
        host.VmPackages.Create(new VmPackage
        {
            Name = Package,
            Server = Server,
            OsTemplate = 9000,
            Cores = 2,
            MemoryMiB = 2048,
            SystemDisk = new VmDisk { SizeGiB = 10, ReadMBps = 200, WriteMBps = 100, ReadIops = 2000, WriteIops = 1000 },
            AdditionalDisk = new VmDisk { SizeGiB = 20, ReadMBps = 100, WriteMBps = 50 },
            NetworkMBps = 125,
            IPv4Count = 1,
            IPv6Count = 1,
            Firewall = new VmFirewall { PolicyIn = FirewallAction.Drop, Rules = [Ssh("198.51.100.0/24"), Ssh("2001:db8:100::/48")] },
        });
        host.Clients.Create(new ProvisioningClient { UserName = Client });
    }

    private static FirewallRule Ssh(string source) => new() { Action = FirewallAction.Accept, Protocol = "tcp", DestinationPort = "22", Source = source };
}
