using Provisioning.Proxmox.Client;

namespace Provisioning.Tests.ProxmoxClient;

public sealed class RequestTests : IDisposable
{
    private const string Task1 = "UPID:pve1:00002554:00053D69:6B01D371:qmclone:8101:root@pam!full:";
    private readonly PveRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_change_is_a_form_with_everything_escaped()
    {
        _rig.Handler.Data("null");
        var change = new ConfigChange { Digest = "d1" }.Set("description", "a;b&c=d+é f").Set("cipassword", "p w").SetSshKeys(["ssh-rsa A+B= c@d"]).Delete("tags").Delete("onboot");
        _rig.Run(_rig.Api.ChangeConfigAsync(PveRig.Vm, change, default));
        Assert.Equal(("PUT", "application/x-www-form-urlencoded"), (_rig.Last.Method, _rig.Last.ContentType));
        Assert.Equal("description=a%3Bb%26c%3Dd%2B%C3%A9+f&cipassword=p+w&sshkeys=ssh-rsa%2520A%252BB%253D%2520c%2540d%250A&delete=tags%2Conboot&digest=d1", _rig.Last.Body);
        Assert.Equal($"PVEAPIToken=root@pam!full={PveRig.Secret}", _rig.Last.Header("Authorization"));
        Assert.Null(_rig.Last.Header("CSRFPreventionToken"));
        var logged = Assert.Single(_rig.Log.Calls);
        Assert.Contains("cipassword=********", logged.Parameters, StringComparison.Ordinal);
        Assert.DoesNotContain("p w", logged.Parameters, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_is_encoded_as_dotnet_does()
    {
        var random = new Random(4);
        for (var i = 0; i < 300; i++)
        {
            var value = ValueTests.Mangle("a;b&c=d+é f\t%20~*'()!\n€𝄞", random).Replace("\ud800", "", StringComparison.Ordinal);
            if (value.Length == 0 || value.Any(char.IsSurrogate)) continue;
            _rig.Handler.Data("null");
            _rig.Run(_rig.Api.ChangeConfigAsync(PveRig.Vm, new ConfigChange().Set("description", value), default));
            using var reference = new FormUrlEncodedContent([new("description", value)]);
            Assert.Equal(await reference.ReadAsStringAsync(), _rig.Last.Body);
        }
    }

    [Fact]
    public void A_delete_has_its_parameters_in_the_query_and_no_body()
    {
        _rig.Handler.Data($"\"{Task1}\"");
        Assert.Equal(Task1, _rig.Run(_rig.Api.DeleteAsync(PveRig.Vm, purge: true, destroyUnreferencedDisks: true, default)).ToString());
        Assert.Equal(("DELETE", "/api2/json/nodes/pve1/qemu/101?purge=1&destroy-unreferenced-disks=1", ""), (_rig.Last.Method, _rig.Last.PathAndQuery, _rig.Last.Body));
        Assert.Equal(("/nodes/pve1/qemu/101", "purge=1&destroy-unreferenced-disks=1"), (_rig.Log.Calls[0].Path, _rig.Log.Calls[0].Parameters));
    }

    [Fact]
    public void A_clone_sends_what_is_set_and_nothing_empty()
    {
        _rig.Handler.Data($"\"{Task1}\"");
        _rig.Run(_rig.Api.CloneAsync(PveRig.Vm, new CloneRequest(200) { Name = "web", Description = "", Full = false }, default));
        Assert.Equal("newid=200&name=web&full=0", _rig.Last.Body);
    }

    [Fact]
    public void A_background_change_gives_a_task_or_nothing()
    {
        _rig.Handler.Data("null").Data($"\"{Task1}\"");
        Assert.Null(_rig.Run(_rig.Api.StartConfigChangeAsync(PveRig.Vm, new ConfigChange().Set("cores", 2), 5, default)));
        Assert.Equal("cores=2&background_delay=5", _rig.Last.Body);
        Assert.NotNull(_rig.Run(_rig.Api.ResizeAsync(PveRig.Vm, "scsi0", DiskSize.FromGiB(20), default)));
        Assert.Equal("disk=scsi0&size=20G", _rig.Last.Body);
    }

    [Fact]
    public void A_task_is_asked_for_at_its_node_with_its_name_escaped()
    {
        _rig.Handler.Data("""{"status":"stopped","exitstatus":"OK"}""");
        Assert.True(_rig.Run(_rig.Api.GetTaskAsync(Upid.Parse(Task1), default)).IsSuccess);
        Assert.Equal("https://pve1:8006/api2/json/nodes/pve1/tasks/UPID%3Apve1%3A00002554%3A00053D69%3A6B01D371%3Aqmclone%3A8101%3Aroot%40pam%21full%3A/status", _rig.Last.Uri.OriginalString);
    }

    [Theory]
    [InlineData(".."), InlineData("."), InlineData("")]
    public void A_name_cannot_lead_out_of_its_place(string node)
    {
        Assert.Equal(ErrorIds.InvalidValue, _rig.Fails(_rig.Api.ListStoragesAsync(node, default)).Id);
        Assert.Empty(_rig.Handler.Seen);
    }

    [Fact]
    public void A_name_with_slashes_stays_one_segment()
    {
        _rig.Handler.Data("[]");
        _rig.Run(_rig.Api.ListGuestsAsync("a/../b?c#d\r\n", default));
        Assert.EndsWith("/nodes/a%2F..%2Fb%3Fc%23d%0D%0A/qemu", _rig.Last.Uri.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_of_an_ip_set_is_removed_with_its_slash()
    {
        _rig.Handler.Data("null");
        _rig.Run(_rig.Api.RemoveIpSetEntryAsync(PveRig.Vm, "ipfilter-net0", "10.0.0.0/24", default));
        Assert.Equal("/api2/json/nodes/pve1/qemu/101/firewall/ipset/ipfilter-net0/10.0.0.0/24", _rig.Last.PathAndQuery);
    }

    [Fact]
    public void A_body_above_the_servers_limit_is_not_sent()
    {
        Assert.Equal(ErrorIds.InvalidValue, _rig.Fails(_rig.Api.ChangeConfigAsync(PveRig.Vm, new ConfigChange().Set("description", new string('é', 100_000)), default)).Id);
        Assert.Empty(_rig.Handler.Seen);
    }

    [Fact]
    public void The_cluster_is_read_with_what_it_calls_unknown()
    {
        _rig.Handler.Data("""
            [{"type":"node","node":"pve2","status":"offline","id":"node/pve2"},{"type":"node","node":"pve1","status":"online","maxmem":17179869184,"cpu":0.2,"maxcpu":2},
             {"type":"qemu","node":"pve1","vmid":"100","status":"running","template":1,"tags":"a;b","maxmem":134217728,"lock":"backup"},{"type":"lxc","node":"pve1","vmid":101},
             {"type":"storage","node":"pve1","storage":"shared1","shared":1,"status":"available","content":"images","plugintype":"dir","maxdisk":107374182400},{"type":"sdn","id":"sdn/x"},{"type":"brandnew"}]
            """);
        var cluster = _rig.Run(_rig.Api.GetResourcesAsync(default));
        Assert.Equal([false, true], cluster.Nodes.Select(node => node.IsOnline));
        Assert.Equal((new VmRef("pve1", 100), true, "backup"), (cluster.Guests[0].Vm, cluster.Guests[0].IsTemplate, cluster.Guests[0].Lock));
        Assert.True(cluster.Guests[1].IsContainer);
        Assert.True(Assert.Single(cluster.Storages).IsShared);
    }

    [Fact]
    public void A_vmid_is_free_taken_or_the_question_failed()
    {
        _rig.Handler.Data("\"4321\"").Reply(400, """{"data":null,"message":"Parameter verification failed.\n","errors":{"vmid":"VM 8900 already exists"}}""").Reply(403);
        Assert.True(_rig.Run(_rig.Api.IsVmIdFreeAsync(4321, default)));
        Assert.False(_rig.Run(_rig.Api.IsVmIdFreeAsync(8900, default)));
        Assert.Equal(ErrorIds.PrivilegeMissing, _rig.Fails(_rig.Api.IsVmIdFreeAsync(1, default)).Id);
        _rig.Handler.Data("\"105\"");
        Assert.Equal(105, _rig.Run(_rig.Api.GetFreeVmIdAsync(default)));
    }

    [Fact]
    public void Privileges_are_inherited_only_where_they_propagate()
    {
        _rig.Handler.Data("""{"/":{"VM.Audit":1,"Sys.Audit":0},"/vms":{"VM.Clone":1},"/storage/local":{}}""");
        var table = _rig.Run(_rig.Api.GetPermissionsAsync(default));
        Assert.True(table.Allows("/vms/100", "VM.Clone"));
        Assert.True(table.Allows("/", "Sys.Audit"));
        Assert.False(table.Allows("/nodes/pve1", "Sys.Audit"));
        Assert.True(table.Allows("/nodes/pve1", "VM.Audit"));
        Assert.False(table.Allows("/storage/local", "VM.Audit"));
    }
}
