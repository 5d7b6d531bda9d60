using System.Globalization;
using Provisioning.Lab;
using Provisioning.Store.Sqlite;
using Provisioning.Tests.Dns;
using Wire = Provisioning.Proxmox.Client;

namespace Provisioning.Tests.DnsPlanning;

/// <summary>
/// The life of a machine over the whole host with real name servers behind it, as an admin sees it: orders, ticks, and dig. Nothing but ticks
/// writes a record here.
/// </summary>
public sealed class HostDnsTests
{
    private const string Four = "192.0.2.10";
    private const string Five = "192.0.2.11";
    private const string Six = "2001:db8::10";

    /// <summary>For which a provider that failed again and again is left alone at most.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(30);

    [NameServerFact]
    public async Task Records_live_and_die_with_a_machine_and_a_dead_PowerDNS_is_never_in_its_way()
    {
        await using var server = new PowerDnsServer();
        await server.StartAsync();
        using var site = new Site(server.Port);
        foreach (var zone in IRig.Zones) await site.RegisterAsync(new DnsZone { Name = zone, Provider = DnsProviderKind.PowerDns, Endpoint = server.Api }, PowerDnsServer.ApiKey);

        var id = await site.OrderAsync("web1");
        await site.TickAsync();
        Assert.Equal((VmStatus.Ready, "", ""), site.State(id));
        await site.ServesAsync(("web1.example.test. A", Four), ("web1.example.test. AAAA", Six), (Four, "web1.example.test."), (Six, "web1.example.test."), (Five, ""));

        // Another address, and one less.
        site.Host.VirtualMachines.ChangePackage(id, new ChangeVm { Options = new Dictionary<string, string> { [VmOption.IPv4Addresses] = "2" } });
        await site.TickAsync();
        await site.ServesAsync(("web1.example.test. A", Four), (Four, "web1.example.test."), (Five, "web1.example.test."));
        site.Host.DnsRecords.SetReverse(Five, "mail.example.test");
        await site.TickAsync();
        await site.ServesAsync((Five, "mail.example.test."), (Four, "web1.example.test."));
        site.Host.VirtualMachines.ChangePackage(id, new ChangeVm { WithdrawnOptions = [VmOption.IPv4Addresses] });
        await site.TickAsync();
        await site.ServesAsync((Five, ""), (Four, "web1.example.test."));
        Assert.Equal((1, 0), site.Pool());
        site.Host.DnsRecords.SetReverse(Four, "mail.example.test");
        await site.TickAsync();
        await site.ServesAsync((Four, "mail.example.test."), (Six, "web1.example.test."));

        // A suspended machine keeps its records, and what needs no write leaves the zones alone.
        var serials = await site.SerialsAsync();
        site.Host.Services.Suspend(id);
        await site.TickAsync();
        Assert.Equal(ServiceStatus.Suspended, site.Host.Services.Get(id).Status);
        await site.ServesAsync(("web1.example.test. A", Four), (Four, "mail.example.test."));
        site.Host.Services.Resume(id);
        await site.TickAsync();
        Assert.Equal(serials, await site.SerialsAsync());

        // Sync-DnsRecord -Queue mends what somebody broke.
        await server.ReplaceAsync(IRig.Forward, "web1.example.test.", "A", "203.0.113.99", [new { content = site.Mark(id), account = "provisioning" }]);
        Assert.Equal(VmStatus.SetDnsRecords, site.Host.DnsRecords.Queue(id).LocalStatus);
        await site.ServesAsync(("web1.example.test. A", "203.0.113.99"));
        await site.TickAsync();
        Assert.Equal((VmStatus.Ready, "", ""), site.State(id));
        await site.ServesAsync(("web1.example.test. A", Four));

        // Dead: what is asked of the machine and even the queued synchronisation end well; the records follow later.
        server.Die();
        site.Host.VirtualMachines.ChangePackage(id, new ChangeVm { Options = new Dictionary<string, string> { [VmOption.IPv4Addresses] = "2" } });
        await site.TickAsync();
        Assert.Equal((VmStatus.Ready, "", ""), site.State(id));
        Assert.Equal((2, 0), site.Pool());
        site.Host.DnsRecords.Queue(id);
        await site.TickAsync();
        Assert.Equal((VmStatus.Ready, "", ""), site.State(id));
        Assert.Contains(site.Host.DnsZones.Find(), zone => zone is { LastError.Id: ErrorIds.ServerUnreachable, UnreachableSince: not null });
        Assert.Single(site.Journal(id), line => line.ErrorId == ErrorIds.ServerUnreachable);
        await server.ReviveAsync();
        await site.ServesAsync((Five, ""));
        await site.TickAsync(LongestRest);
        await site.ServesAsync((Five, "web1.example.test."), (Four, "mail.example.test."));
        Assert.All(site.Host.DnsZones.Find(), zone => Assert.Null(zone.UnreachableSince));

        // Dead once more: the machine goes, its addresses stay with its records.
        server.Die();
        site.Host.Services.Terminate(id);
        await site.TickAsync();
        Assert.Equal((VmStatus.Terminated, "", ""), site.State(id));
        Assert.DoesNotContain(site.Lab.Vms, machine => !machine.IsTemplate);
        Assert.Equal((0, 2), site.Pool());
        Assert.Equal(ErrorIds.NoFreeAddress, (await Assert.ThrowsAsync<ProvisioningException>(() => site.OrderAsync("web2"))).Error.Id);
        await server.ReviveAsync();
        await site.ServesAsync(("web1.example.test. A", Four), (Four, "mail.example.test."));
        await site.TickAsync(LongestRest);
        await site.ServesAsync(("web1.example.test. A", ""), ("web1.example.test. AAAA", ""), (Four, ""), (Five, ""), (Six, ""));
        Assert.Equal((0, 0), site.Pool());
        foreach (var zone in IRig.Zones) Assert.DoesNotContain("heritage=provisioning", (await server.ZoneAsync(zone))!.ToJsonString(), StringComparison.Ordinal);

        var next = await site.OrderAsync("web2");
        await site.TickAsync();
        Assert.Equal((VmStatus.Ready, "", ""), site.State(next));
        await site.ServesAsync(("web2.example.test. A", Four), (Four, "web2.example.test."), ("web1.example.test. A", ""));
    }

    [NameServerFact]
    public async Task Records_live_and_die_with_a_machine_on_BIND_by_dynamic_update()
    {
        await using var server = new BindServer();
        await server.StartAsync();
        using var site = new Site(server.Port);
        foreach (var zone in IRig.Zones)
            await site.RegisterAsync(new DnsZone { Name = zone, Provider = DnsProviderKind.Rfc2136, Endpoint = new Uri($"dns://127.0.0.1:{server.Port}"), KeyName = Keys.Name, KeyAlgorithm = "hmac-sha256" }, Keys.Secret);

        var id = await site.OrderAsync("web1");
        await site.TickAsync();
        Assert.Equal((VmStatus.Ready, "", ""), site.State(id));
        await site.ServesAsync(("web1.example.test. A", Four), ("web1.example.test. AAAA", Six), (Four, "web1.example.test."), (Six, "web1.example.test."), ("_prov-a.web1.example.test. TXT", $"\"{site.Mark(id)}\""));
        var serials = await site.SerialsAsync();
        site.Host.DnsRecords.Queue(id);
        await site.TickAsync();
        Assert.Equal((VmStatus.Ready, "", ""), site.State(id));
        Assert.Equal(serials, await site.SerialsAsync());
        site.Host.DnsRecords.SetReverse(Four, "mail.example.test");
        await site.TickAsync();
        await site.ServesAsync((Four, "mail.example.test."));

        site.Host.Services.Terminate(id);
        await site.TickAsync();
        Assert.Equal((VmStatus.Terminated, "", ""), site.State(id));
        await site.ServesAsync(("web1.example.test. A", ""), ("web1.example.test. AAAA", ""), (Four, ""), (Six, ""), ("_prov-a.web1.example.test. TXT", ""), ("_prov-aaaa.web1.example.test. TXT", ""));
        Assert.Equal((0, 0), site.Pool());
    }

    /// <summary>A host over a Lab in memory, with two IPv4 addresses to give away, on a clock that can be carried forward.</summary>
    private sealed class Site : IDisposable
    {
        private const string Server = "lab";

        private readonly ShiftedTime _time = new();
        private readonly SqliteStateStore _store;
        private readonly int _port;

        public Site(int port)
        {
            _port = port;
            var scenario = LabScenario.Demo();
            scenario.ResourceLagSeconds = 0;
            scenario.Durations = LabDurations.All(0);
            Lab = new LabDataCenter(scenario, _time);
            _store = SqliteStateStore.OpenInMemory(_time);
            Host = new ProvisioningHost(_store, _time, client: (record, secret) =>
                new Wire.ProxmoxClient(record, secret, Wire.ProxmoxClient.DefaultOptions(record) with { Clock = _time, HandlerFactory = _ => Lab.CreateHandler() }));
            var token = scenario.Tokens[0];
            Host.Servers.Register(
                new ProvisioningServer { Name = Server, Kind = ServerKind.Proxmox, Endpoints = [new Uri("https://lab.example:8006")], Authentication = ServerAuthentication.ApiToken, UserName = token.Id },
                new SecretText(token.Secret));
            Host.Pools.Create(new IpPool { Name = "four", Server = Server, Family = IpFamily.IPv4, Start = Four, Stop = Five, PrefixLength = 24, Gateway = "192.0.2.1", Bridge = "vmbr0" });
            Host.Pools.Create(new IpPool { Name = "six", Server = Server, Family = IpFamily.IPv6, Start = Six, Stop = "2001:db8::ffff", PrefixLength = 64, Gateway = "2001:db8::1", Bridge = "vmbr0" });
            Host.VmPackages.Create(new VmPackage
            {
                Name = "small", Server = Server, OsTemplate = 9000, Cores = 1, MemoryMiB = 1024, SystemDisk = new VmDisk { SizeGiB = 10 }, IPv4Count = 1, IPv6Count = 1, MainDomain = "example.test",
            });
            Host.Clients.Create(new ProvisioningClient { UserName = "anna" });
        }

        public LabDataCenter Lab { get; }
        public ProvisioningHost Host { get; }

        /// <summary>As <c>Register-DnsZone</c> does: asked first, then entered.</summary>
        public async Task RegisterAsync(DnsZone zone, string secret)
        {
            var check = await Host.DnsZones.CheckAsync(zone, new SecretText(secret), CancellationToken.None);
            Assert.True(check.Success, string.Join("; ", check.Problems));
            Host.DnsZones.Register(zone, new SecretText(secret));
        }

        public async Task<long> OrderAsync(string hostName)
        {
            var taken = Assert.Single(await Host.VirtualMachines.OpenOrderDesk().SubmitAsync([new OrderVm { Package = "small", Client = "anna", HostName = hostName }], CancellationToken.None));
            return taken.Service?.Id ?? throw taken.Error!.AsException();
        }

        /// <summary>Ticks as long as something falls due within some time (a minute): what a minutely task does.</summary>
        public async Task TickAsync(TimeSpan? within = null)
        {
            for (var ticks = 0; ticks < 30; ticks++)
            {
                var summary = await Host.Tick.RunAsync(new TickOptions(), null, CancellationToken.None);
                Assert.Equal((0, 0), (summary.Failed, summary.Stopped));
                if (summary.NextDueAt is not { } due || due > _time.GetUtcNow() + (within ?? TimeSpan.FromMinutes(1))) return;
                _time.ShiftTo(due);
            }
            Assert.Fail("no end after 30 ticks");
        }

        /// <summary>Local status, operation and error of a service; empty where there is none.</summary>
        public (string, string, string) State(long id)
        {
            var service = Host.Services.Get(id);
            return (service.LocalStatus, service.OperationState?.ToString() ?? "", service.LastError?.Message ?? "");
        }

        /// <summary>IPv4 addresses that are used, and that are held back.</summary>
        public (long Used, long HeldBack) Pool() => Host.Pools.Get("four") is var pool ? (pool.Used, pool.HeldBack) : default;

        public string Mark(long id) => $"heritage=provisioning,owner={_store.StoreId:D},service={id.ToString(CultureInfo.InvariantCulture)}";

        public IReadOnlyList<JournalEntry> Journal(long id) => _store.Read(reader => reader.JournalPage(new RecordFilter { ServiceId = id }, 0, 10_000));

        /// <summary>Asserts what dig finds for names with types, and for addresses backwards.</summary>
        public async Task ServesAsync(params (string Query, string Answer)[] wanted)
        {
            foreach (var (query, answer) in wanted) Assert.Equal((query, answer), (query, await DigAsync(query.Contains(' ', StringComparison.Ordinal) ? query.Split(' ') : ["-x", query])));
        }

        public async Task<IReadOnlyList<long>> SerialsAsync()
        {
            var serials = new List<long>();
            foreach (var zone in IRig.Zones) serials.Add(await Dig.SerialAsync(_port, zone));
            return serials;
        }

        public void Dispose() => Host.Dispose();

        private async Task<string> DigAsync(string[] query)
        {
            var (code, output) = await RealServers.RunAsync("usr/bin/dig", "", ["+short", "+tcp", "+norecurse", "@127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), .. query]);
            Assert.True(code == 0, output);
            return output.Trim();
        }
    }
}
