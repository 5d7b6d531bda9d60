using Provisioning.Engine;

namespace Provisioning.Tests.Store;

public class ServiceTests
{
    [Fact]
    public void A_service_comes_back_as_it_was_saved()
    {
        using var store = Some.Store();
        var full = Some.Service() with
        {
            Status = ServiceStatus.Suspended,
            Node = "n1",
            RemoteId = "104",
            Domain = "example.com",
            RemoteStatus = "running",
            RemoteLock = "clone",
            Unchecked = true,
            OrderReference = "R-1",
            Data = """{"cores":2}""",
            AdminNotes = "näh\n二",
            DueDate = Some.Noon.AddDays(30),
            ReadyAt = Some.Noon.AddTicks(1),
            OperationId = 12,
            DueAt = Some.Noon.AddTicks(-1),
            Watching = true,
        };
        var id = store.Write(Durability.Full, w => w.AddService(full));
        Assert.Equal(full with { Id = id }, store.Read(r => r.Service(id)));

        var bare = Some.Service("other") with { Id = id };
        store.Write(Durability.Full, w => w.SaveService(bare));
        // Notes and due date are written by statements of their own.
        Assert.Equal(bare with { AdminNotes = full.AdminNotes, DueDate = full.DueDate }, store.Read(r => r.Service(id)));
        Assert.Null(store.Read(r => r.Service(99)));
    }

    [Fact]
    public void Saving_leaves_counters_and_lease_alone()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w => Some.Work(w, Some.Noon));
        var claim = Assert.Single(store.Write(Durability.Normal, w => w.Claim(Some.Claim())));
        store.Write(Durability.Normal, w =>
        {
            w.CountCalls(claim.Service.Id, 3);
            w.CountCalls(claim.Service.Id, 2);
            w.SaveService(claim.Service with { LocalStatus = VmStatus.Clone });
            w.Demand(claim.Lease, Some.Noon);
        });

        var listed = store.Read(r => r.ServicePage(new ServiceFilter(), 0, 10))[0];
        Assert.Equal((5, 1, VmStatus.Clone), (listed.RemoteCalls, listed.Ticks, listed.LocalStatus));
    }

    [Fact]
    public void A_reference_orders_once()
    {
        using var store = Some.Store();
        var id = store.Write(Durability.Normal, w => w.AddService(Some.Service() with { OrderReference = "A" }));
        store.Write(Durability.Normal, w => { w.AddService(Some.Service("x")); w.AddService(Some.Service("y")); });

        var refused = Assert.Throws<ProvisioningException>(() => store.Write(Durability.Normal, w => w.AddService(Some.Service() with { OrderReference = "A" })));

        Assert.Equal((ErrorIds.OrderExists, ErrorKind.Conflict, "A"), (refused.Error.Id, refused.Error.Kind, refused.Error.Target));
        Assert.Equal(id, store.Read(r => r.ServiceOfOrder("A")));
        Assert.Null(store.Read(r => r.ServiceOfOrder("a")));
    }

    [Fact]
    public void A_host_name_is_in_use_until_its_service_is_terminated()
    {
        using var store = Some.Store();
        var row = Some.Service("Web1") with { Domain = "Example.com" };
        var id = store.Write(Durability.Normal, w => w.AddService(row));
        store.Write(Durability.Normal, w => w.AddService(Some.Service("bare")));

        Assert.True(store.Read(r => r.HostNameInUse("web1", "example.COM")));
        Assert.False(store.Read(r => r.HostNameInUse("web1", null)));
        Assert.False(store.Read(r => r.HostNameInUse("web1", "example.org")));
        Assert.True(store.Read(r => r.HostNameInUse("BARE", null)));
        Assert.True(store.Read(r => r.HostNameInUse("bare", "")));

        store.Write(Durability.Normal, w => w.SaveService(row with { Id = id, Status = ServiceStatus.Terminated }));
        Assert.False(store.Read(r => r.HostNameInUse("web1", "example.com")));
    }

    [Fact]
    public void Services_are_counted_by_what_they_use()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            w.AddService(Some.Service());
            w.AddService(Some.Service() with { Server = "other" });
            w.AddService(Some.Service() with { Package = "big", ClientId = 8 });
            w.AddService(Some.Service() with { Status = ServiceStatus.Terminated });
        });

        Assert.Equal(3, store.Read(r => r.CountServices()));
        Assert.Equal(2, store.Read(r => r.CountServices(server: "PVE")));
        Assert.Equal(1, store.Read(r => r.CountServices(package: "BIG")));
        Assert.Equal(2, store.Read(r => r.CountServices(clientId: 7)));
        Assert.Equal(1, store.Read(r => r.CountServices("pve", "small", 7)));
    }

    [Fact]
    public void A_page_joins_client_addresses_and_operation()
    {
        using var store = Some.Store();
        var error = new ProvisioningError(ErrorIds.TaskFailed, ErrorKind.RemoteFailure, "clone failed: no space", "104", Retryable: true);
        store.Write(Durability.Normal, w =>
        {
            var client = w.AddClient(Some.Client("ada"));
            var id = Some.Work(w, Some.Noon, like: Some.Service() with { ClientId = client, Domain = "example.com", RemoteId = "104" });
            w.SaveOperation(Some.Operation(id) with { Id = 1, State = OperationState.Retrying, Error = error });
            w.Assign(Some.Address("192.0.2.10", id));
            w.Assign(Some.Address("2001:db8::1", id));
            w.Assign(Some.Address("192.0.2.9", id));
            w.Assign(Some.Address("192.0.2.20", id, isMain: true));
            w.ReleaseAddresses(id, ["192.0.2.9"], Some.Noon);
            w.AddService(Some.Service("lonely"));
        });

        var page = store.Read(r => r.ServicePage(new ServiceFilter(), 0, 10));

        Assert.Equal(("ada", "web1.example.com", "Deploy", "Clone", 104), (page[0].Client, page[0].Fqdn, page[0].Operation, page[0].Step, page[0].VmId));
        Assert.Equal(["192.0.2.20", "192.0.2.10", "2001:db8::1"], page[0].IpAddresses);
        Assert.Equal((OperationState.Retrying, error, Some.Noon), (page[0].OperationState, page[0].LastError, page[0].DueAt));
        Assert.Equal(("", null, null), (page[1].Client, page[1].Operation, page[1].LastError));
        Assert.Empty(page[1].IpAddresses);
    }

    /// <summary>What a driver keeps under Options is shown; a record that can't be read hides nobody from the list.</summary>
    [Fact]
    public void A_list_shows_assigned_options()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            w.AddService(Some.Service("some") with { Data = """{"Options":{"CPU Cores":"4","RAM":"8"}}""" });
            w.AddService(Some.Service("none") with { Data = """{"Options":{}}""" });
            w.AddService(Some.Service("broken") with { Data = "{\"Options\":" });
        });
        var page = store.Read(r => r.ServicePage(new ServiceFilter(), 0, 10));
        Assert.Equal("CPU Cores=4, RAM=8", string.Join(", ", page[0].AssignedOptions.Select(option => $"{option.Key}={option.Value}")));
        Assert.Empty(page[1].AssignedOptions);
        Assert.Empty(page[2].AssignedOptions);
    }

    [Fact]
    public void Pages_follow_each_other_by_number()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w => { for (var i = 0; i < 7; i++) w.AddService(Some.Service($"h{i}")); });

        var first = store.Read(r => r.ServicePage(new ServiceFilter(), 0, 3));
        var second = store.Read(r => r.ServicePage(new ServiceFilter(), first[^1].Id, 3));
        var third = store.Read(r => r.ServicePage(new ServiceFilter(), second[^1].Id, 3));

        Assert.Equal(["h0", "h1", "h2", "h3", "h4", "h5", "h6"], first.Concat(second).Concat(third).Select(s => s.HostName));
    }

    [Theory]
    [InlineData("web*", "web1 WEB2 web_x")]
    [InlineData("web?", "web1 WEB2")]
    [InlineData("WEB1", "web1")]
    [InlineData("web1.example.com", "web1")]
    [InlineData("*.example.COM", "web1 50%off")]
    [InlineData("web_?", "web_x")]
    [InlineData("50%*", "50%off")]
    [InlineData(@"*\*", @"back\slash")]
    [InlineData("web", "")]
    public void Host_names_are_found_by_wildcards_whatever_their_case(string pattern, string expected)
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            w.AddService(Some.Service("web1") with { Domain = "example.com" });
            w.AddService(Some.Service("WEB2"));
            w.AddService(Some.Service("web_x"));
            w.AddService(Some.Service("50%off") with { Domain = "example.com" });
            w.AddService(Some.Service(@"back\slash"));
        });

        Assert.Equal(expected, string.Join(' ', store.Read(r => r.ServicePage(new ServiceFilter { HostName = pattern }, 0, 10)).Select(s => s.HostName)));
    }

    [Fact]
    public void Every_filter_restricts()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            Some.Work(w, null, hostName: "plain");
            w.AddService(Some.Service("gone") with { Status = ServiceStatus.Terminated });
            w.AddService(Some.Service("kind") with { Kind = "DedicatedServer" });
            w.AddService(Some.Service("server") with { Server = "pve2" });
            w.AddService(Some.Service("package") with { Package = "big" });
            w.AddService(Some.Service("client") with { ClientId = 8 });
            w.AddService(Some.Service("local") with { LocalStatus = VmStatus.Ready });
            w.AddService(Some.Service("reference") with { OrderReference = "R" });
            var stopped = Some.Work(w, null, hostName: "stopped");
            w.SaveOperation(Some.Operation(stopped) with { Id = 2, State = OperationState.Stopped });
            var earlier = Some.Work(w, null, hostName: "was stopped");
            w.AddOperation(Some.Operation(earlier) with { State = OperationState.Stopped });
        });
        string Found(ServiceFilter filter) => string.Join(' ', store.Read(r => r.ServicePage(filter, 0, 100)).Select(s => s.HostName));

        Assert.DoesNotContain("gone", Found(new()), StringComparison.Ordinal);
        Assert.Equal("gone", Found(new() { Statuses = [ServiceStatus.Terminated] }));
        Assert.Contains("gone", Found(new() { Statuses = Enum.GetValues<ServiceStatus>() }), StringComparison.Ordinal);
        Assert.Equal("", Found(new() { Statuses = [] }));
        Assert.Equal("plain kind", Found(new() { Ids = [3, 1, 2] }));
        Assert.Equal("", Found(new() { Ids = [] }));
        Assert.Equal("kind", Found(new() { Kind = "DedicatedServer" }));
        Assert.Equal("server", Found(new() { Server = "PVE2" }));
        Assert.Equal("package", Found(new() { Package = "BIG" }));
        Assert.Equal("client", Found(new() { ClientId = 8 }));
        Assert.Equal("local", Found(new() { LocalStatus = VmStatus.Ready }));
        Assert.Equal("reference", Found(new() { OrderReference = "R" }));
        Assert.Equal("stopped", Found(new() { Stopped = true }));
    }
}
