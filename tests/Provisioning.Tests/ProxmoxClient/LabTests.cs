using Provisioning.Http;
using Provisioning.Lab;
using Provisioning.Proxmox.Client;
using Provisioning.Tests.Http;
using ProxmoxApi = Provisioning.Proxmox.Client.ProxmoxApi;

namespace Provisioning.Tests.ProxmoxClient;

/// <summary>The client against the simulated data centre: two independent readings of the same facts.</summary>
public sealed class LabTests
{
    private static readonly VmRef Template = new("pve1", 9000);
    private static readonly VmRef Clone = new("pve1", 200);

    private readonly FakeClock _clock = new();
    private readonly KeptLog _log = new();
    private readonly LabDataCenter _lab;

    public LabTests() => _lab = new LabDataCenter(LabScenario.Demo(), _clock);

    private Proxmox.Client.ProxmoxClient Connect(bool password = false) => new(
        Server(password, new Uri("https://pve1:8006")),
        new SecretText(password ? "secret" : _lab.Scenario.Tokens[0].Secret),
        new TransportOptions { Clock = _clock, Randomness = () => 0, HandlerFactory = _ => _lab.CreateHandler() });

    private static ProvisioningServer Server(bool password, params Uri[] endpoints) => new()
    {
        Name = "lab",
        Kind = ServerKind.Proxmox,
        Endpoints = endpoints,
        Authentication = password ? ServerAuthentication.Password : ServerAuthentication.ApiToken,
        UserName = password ? "root@pam" : "root@pam!provisioning",
    };

    private T Run<T>(Task<T> task) => Inline.Run(_clock, task);
    private ProvisioningError Fails<T>(Task<T> task) => Inline.Fails(_clock, task);

    private TaskResult Finish(ProxmoxApi api, Upid upid)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (Run(TaskBoard.LookAsync(api, [upid], default)).Ended is [var result]) return result;
            _clock.Advance(TimeSpan.FromMilliseconds(200));
        }
        throw new TimeoutException(upid.ToString());
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_machine_lives_and_dies(bool password)
    {
        using var client = Connect(password);
        var api = client.For(new CallScope(_log));
        Assert.Equal(9, Run(api.GetVersionAsync(default)).Major);
        Assert.True(Run(api.GetPermissionsAsync(default)).Allows("/vms/100", "VM.Clone"));
        var cluster = Run(api.GetResourcesAsync(default));
        Assert.Equal(3, cluster.Nodes.Count(node => node.IsOnline));
        Assert.True(cluster.Guests.Single(guest => guest.Vm == Template).IsTemplate);
        Assert.True(Run(api.IsVmIdFreeAsync(200, default)));
        Assert.False(Run(api.IsVmIdFreeAsync(9000, default)));

        var clone = Run(api.CloneAsync(Template, new CloneRequest(200) { Name = "web", Description = "ours; really=1 & more\nsecond line", Full = false }, default));
        Assert.Equal(("qmclone", "9000"), (clone.Type, clone.Id));
        Finish(api, clone).EnsureSuccess();

        var config = Run(api.GetConfigAsync(Clone, default));
        Assert.Equal(("web", "ours; really=1 & more\nsecond line", "scsi0"), (config.Name, config.Description!.TrimEnd('\n'), config.SystemDisk!.Slot));
        string[] keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB283X7lBnUmwBqYIRjcWH0ZJwG3lPCoHmSRufGab6YY a@b"];
        var change = new ConfigChange().For(config).Set("cores", 4).Set(config.Net(0)!.WithVlan(5).WithFirewall(true))
            .Set(0, new IpConfig { Ip = "10.0.0.5/24", Gateway = "10.0.0.1" }).SetSshKeys(keys).Set("cipassword", "p;w=&x");
        Run(Done(api.ChangeConfigAsync(Clone, change, default)));
        Assert.Equal(ErrorIds.ConfigurationChanged, Fails(Done(api.ChangeConfigAsync(Clone, new ConfigChange().For(config).Set("cores", 8), default))).Id);
        config = Run(api.GetConfigAsync(Clone, default));
        Assert.Equal((4, 5, true, "10.0.0.5/24"), (config.Cores, config.Net(0)!.Vlan!.Value, config.HasCloudInitPassword, config.IpConfig(0)!.Ip));
        Assert.Equal(keys, config.SshKeys);

        Finish(api, Run(api.ResizeAsync(Clone, "scsi0", DiskSize.FromGiB(10), default))!).EnsureSuccess();
        Assert.Equal(DiskSize.FromGiB(10), Run(api.GetConfigAsync(Clone, default)).SystemDisk!.Size);
        Assert.Equal(ErrorIds.ParametersRefused, Finish(api, Run(api.ResizeAsync(Clone, "scsi0", DiskSize.FromGiB(1), default))!).Error!.Id);
        Run(Done(api.RegenerateCloudInitAsync(Clone, default)));
        Finish(api, Run(api.StartAsync(Clone, default))).EnsureSuccess();
        Assert.True(Run(api.GetStateAsync(Clone, default)).IsRunning);
        Assert.Equal((ErrorIds.ServerRefused, ErrorKind.Conflict), Pair(Fails(api.DeleteAsync(Clone, true, true, default))));
        Finish(api, Run(api.StopAsync(Clone, false, default))).EnsureSuccess();
        Finish(api, Run(api.DeleteAsync(Clone, true, true, default))).EnsureSuccess();
        Assert.Equal(ErrorIds.MachineMissing, Fails(api.GetConfigAsync(Clone, default)).Id);
        Assert.Equal(ErrorIds.MachineMissing, Finish(api, Run(api.StartAsync(Clone, default))).Error!.Id);
        Assert.DoesNotContain("p;w=&x", string.Concat(_log.Calls.Select(call => call.ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_firewall_is_set_up_and_read_back()
    {
        using var client = Connect();
        var api = client.For(new CallScope(_log));
        Finish(api, Run(api.CloneAsync(Template, new CloneRequest(200), default))).EnsureSuccess();
        Run(Done(api.SetFirewallOptionsAsync(Clone, new FirewallOptions { Enable = true, PolicyIn = "DROP", IpFilter = true }, default)));
        Run(Done(api.AddFirewallRuleAsync(Clone, new Proxmox.Client.FirewallRule { Type = "in", Action = "ACCEPT", Enable = true, Protocol = "tcp", DestinationPort = "22", Comment = "ssh" }, default)));
        Run(Done(api.CreateIpSetAsync(Clone, "ipfilter-net0", null, default)));
        Run(Done(api.AddIpSetEntryAsync(Clone, "ipfilter-net0", new IpSetEntry { Cidr = "10.0.0.0/24" }, default)));

        Assert.Equal((true, "DROP"), (Run(api.GetFirewallOptionsAsync(Clone, default)).Enable!.Value, Run(api.GetFirewallOptionsAsync(Clone, default)).PolicyIn));
        var rule = Assert.Single(Run(api.ListFirewallRulesAsync(Clone, default)));
        Assert.Equal((0, "22", true), (rule.Position!.Value, rule.DestinationPort, rule.Enable));
        Assert.Equal(ErrorIds.ConfigurationChanged, Fails(Done(api.RemoveFirewallRuleAsync(Clone, 0, new string('0', 40), default))).Id);
        Run(Done(api.RemoveFirewallRuleAsync(Clone, 0, rule.Digest, default)));
        Assert.Equal("ipfilter-net0", Assert.Single(Run(api.ListIpSetsAsync(Clone, default))).Name);
        Assert.Equal("10.0.0.0/24", Assert.Single(Run(api.ListIpSetEntriesAsync(Clone, "ipfilter-net0", default))).Cidr);
        Run(Done(api.RemoveIpSetEntryAsync(Clone, "ipfilter-net0", "10.0.0.0/24", default)));
        Run(Done(api.RemoveIpSetAsync(Clone, "ipfilter-net0", force: false, default)));
    }

    [Fact]
    public void A_change_cut_off_from_its_answer_is_sent_once()
    {
        using var client = Connect();
        var api = client.For(new CallScope(_log));
        _lab.Faults.Once("POST", "*/clone", new LabEffect { Drop = LabMoment.After });
        Assert.Equal(ErrorIds.OutcomeUnknown, Fails(api.CloneAsync(Template, new CloneRequest(200), default)).Id);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(_lab.FindVm(200));
        Assert.Single(_lab.RequestLog, entry => entry.Method == "POST");
    }

    [Fact]
    public void A_reading_request_cut_off_is_repeated()
    {
        using var client = Connect();
        _lab.Faults.Once("GET", "/version", new LabEffect { Drop = LabMoment.Before });
        Assert.Equal(9, Run(client.For(new CallScope(_log)).GetVersionAsync(default)).Major);
        Assert.Equal([1, 2], _log.Calls.Select(call => call.Attempt));
    }

    [Fact]
    public async Task Over_https_the_pinned_certificate_is_trusted_and_another_node_steps_in()
    {
        await using var server = await LabServer.StartAsync(new LabOptions { EndpointPerNode = true });
        var record = Server(false, server.BaseUris["pve1"], server.BaseUris["pve2"]);
        using (var stranger = new Proxmox.Client.ProxmoxClient(record, new SecretText(server.Lab.Scenario.Tokens[0].Secret)))
        {
            var error = (await Assert.ThrowsAsync<ProvisioningException>(() => stranger.For(CallScope.None).GetVersionAsync(default))).Error;
            Assert.Equal(ErrorIds.CertificateRejected, error.Id);
            Assert.Equal(server.Fingerprint.Replace(":", "", StringComparison.Ordinal), stranger.SeenThumbprint);
        }
        using var client = new Proxmox.Client.ProxmoxClient(record with { CertificateThumbprints = [server.Fingerprint] }, new SecretText(server.Lab.Scenario.Tokens[0].Secret));
        var api = client.For(CallScope.None);
        Assert.Equal(9, (await api.GetVersionAsync(default)).Major);
        await server.TakeDownAsync("pve1");
        Assert.Equal(9, (await api.GetVersionAsync(default)).Major);
        Assert.Equal(server.BaseUris["pve2"].Port, client.PreferredEndpoint.Port);
        var error2 = (await Assert.ThrowsAsync<ProvisioningException>(() => api.GetConfigAsync(Template, default))).Error;
        Assert.Equal((ErrorIds.NodeUnreachable, true), (error2.Id, error2.Retryable));
    }

    private static async Task<bool> Done(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    private static (string, ErrorKind) Pair(ProvisioningError error) => (error.Id, error.Kind);
}
