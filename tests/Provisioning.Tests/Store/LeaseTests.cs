using Provisioning.Engine;

namespace Provisioning.Tests.Store;

public class LeaseTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void The_longest_due_are_taken_first_and_only_as_many_as_asked_for()
    {
        using var store = Some.Store();
        var ids = store.Write(Durability.Normal, w => new[]
        {
            Some.Work(w, Some.Noon), Some.Work(w, Some.Noon - Minute), Some.Work(w, Some.Noon + Minute), Some.Work(w, Some.Noon - Minute * 2), Some.Work(w, null),
        });

        var claims = store.Write(Durability.Normal, w => w.Claim(Some.Claim(limit: 2)));

        Assert.Equal([ids[3], ids[1]], claims.Select(claim => claim.Service.Id));
        Assert.All(claims, claim => Assert.Equal((1, "w1", "Deploy"), (claim.Lease.Fence, claim.Lease.Worker, claim.Operation.Name)));
        Assert.Equal([ids[0]], store.Write(Durability.Normal, w => w.Claim(Some.Claim())).Select(claim => claim.Service.Id));
        Assert.Empty(store.Write(Durability.Normal, w => w.Claim(Some.Claim())));
    }

    [Fact]
    public void Watching_services_are_taken_apart_from_the_others()
    {
        using var store = Some.Store();
        var (steps, tasks) = store.Write(Durability.Normal, w => (Some.Work(w, Some.Noon), Some.Work(w, Some.Noon, watching: true)));

        Assert.Equal(tasks, Assert.Single(store.Write(Durability.Normal, w => w.Claim(Some.Claim(watching: true)))).Service.Id);
        Assert.Equal(steps, Assert.Single(store.Write(Durability.Normal, w => w.Claim(Some.Claim()))).Service.Id);
    }

    [Fact]
    public void Only_the_services_asked_for_are_taken()
    {
        using var store = Some.Store();
        var ids = store.Write(Durability.Normal, w => Enumerable.Range(0, 5).Select(_ => Some.Work(w, Some.Noon)).ToArray());

        var claims = store.Write(Durability.Normal, w => w.Claim(Some.Claim(only: [ids[4], ids[1], 99])));

        Assert.Equal([ids[1], ids[4]], claims.Select(claim => claim.Service.Id));
    }

    [Fact]
    public void A_lease_that_ran_out_can_be_taken_and_the_late_worker_can_write_nothing()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w => Some.Work(w, Some.Noon));
        var first = Assert.Single(store.Write(Durability.Normal, w => w.Claim(Some.Claim("w1")))).Lease;

        Assert.Empty(store.Write(Durability.Normal, w => w.Claim(Some.Claim("w2", Some.Noon + Minute - TimeSpan.FromTicks(1)))));
        var second = Assert.Single(store.Write(Durability.Normal, w => w.Claim(Some.Claim("w2", Some.Noon + Minute)))).Lease;

        Assert.Equal(2, second.Fence);
        var lost = Assert.Throws<ProvisioningException>(() => store.Write(Durability.Normal, w => w.Demand(first, Some.Noon + Minute)));
        Assert.Equal(ErrorIds.LeaseLost, lost.Error.Id);
        store.Write(Durability.Normal, w => w.Release(first));
        store.Write(Durability.Normal, w => w.Demand(second, Some.Noon + Minute));
    }

    [Fact]
    public void A_lease_ends_when_it_was_said_to()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w => Some.Work(w, Some.Noon));
        var lease = Assert.Single(store.Write(Durability.Normal, w => w.Claim(Some.Claim()))).Lease;

        store.Write(Durability.Normal, w => w.Demand(lease, Some.Noon + Minute - TimeSpan.FromTicks(1)));
        Assert.Throws<ProvisioningException>(() => store.Write(Durability.Normal, w => w.Demand(lease, Some.Noon + Minute)));
    }

    [Fact]
    public void Renewing_leaves_out_what_is_lost()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w => { Some.Work(w, Some.Noon); Some.Work(w, Some.Noon); });
        var leases = store.Write(Durability.Normal, w => w.Claim(Some.Claim())).Select(claim => claim.Lease).ToArray();
        store.Write(Durability.Normal, w => w.Release(leases[0]));

        var kept = store.Write(Durability.Normal, w => w.Renew(leases, Some.Noon, Some.Noon + Minute * 5));

        Assert.Equal([leases[1]], kept);
        store.Write(Durability.Normal, w => w.Demand(leases[1], Some.Noon + Minute * 4));
        Assert.Empty(store.Write(Durability.Normal, w => w.Renew(leases, Some.Noon + Minute * 5, Some.Noon + Minute * 9)));
    }

    [Fact]
    public void One_service_is_taken_due_or_not_unless_another_worker_has_it()
    {
        using var store = Some.Store();
        var id = store.Write(Durability.Normal, w => Some.Work(w, null));

        var claim = store.Write(Durability.Normal, w => w.ClaimOne(id, Some.Claim("w1")));
        Assert.Equal(1, claim!.Lease.Fence);
        Assert.Null(store.Write(Durability.Normal, w => w.ClaimOne(id, Some.Claim("w2"))));
        Assert.Equal(2, store.Write(Durability.Normal, w => w.ClaimOne(id, Some.Claim("w1")))!.Lease.Fence);
        Assert.Equal(3, store.Write(Durability.Normal, w => w.ClaimOne(id, Some.Claim("w2", Some.Noon + Minute)))!.Lease.Fence);
        Assert.Null(store.Write(Durability.Normal, w => w.ClaimOne(99, Some.Claim())));
    }

    [Fact]
    public void Ticks_are_counted_once_each_however_often_a_service_is_taken()
    {
        using var store = Some.Store();
        var id = store.Write(Durability.Normal, w => Some.Work(w, Some.Noon));
        foreach (var tick in (string[])["a", "a", "b"])
            store.Write(Durability.Normal, w => w.Release(Assert.Single(w.Claim(Some.Claim(tick: tick))).Lease));

        Assert.Equal(2, store.Read(r => r.ServicePage(new ServiceFilter { Ids = [id] }, 0, 1))[0].Ticks);
    }

    [Fact]
    public void Next_due_is_the_earliest_of_what_is_free_and_the_end_of_leases()
    {
        using var store = Some.Store();
        Assert.Null(store.Read(r => r.NextDueAt(null)));
        var id = store.Write(Durability.Normal, w => { Some.Work(w, null); return Some.Work(w, Some.Noon, watching: true); });
        Assert.Equal(Some.Noon, store.Read(r => r.NextDueAt(null)));

        store.Write(Durability.Normal, w => w.Claim(Some.Claim(watching: true)));
        Assert.Equal(Some.Noon + Minute, store.Read(r => r.NextDueAt(null)));
        Assert.Equal(Some.Noon + Minute, store.Read(r => r.NextDueAt([id])));

        store.Write(Durability.Normal, w => w.SetDue(id, Some.Noon + Minute * 3));
        Assert.Equal(Some.Noon + Minute * 3, store.Read(r => r.NextDueAt(null)));
        Assert.Null(store.Read(r => r.NextDueAt([1])));
    }

    [Fact]
    public void Due_tells_what_a_claim_would_take()
    {
        using var store = Some.Store();
        var ids = store.Write(Durability.Normal, w => new[]
        {
            Some.Work(w, Some.Noon, hostName: "a"), Some.Work(w, Some.Noon - Minute, watching: true, hostName: "b"), Some.Work(w, Some.Noon + Minute, hostName: "c"),
        });

        Assert.Equal(["b", "a"], store.Read(r => r.Due(Some.Noon, null, 10)).Select(due => due.HostName));
        Assert.Equal(["b"], store.Read(r => r.Due(Some.Noon, null, 1)).Select(due => due.HostName));
        Assert.Equal(["a"], store.Read(r => r.Due(Some.Noon, [ids[0], ids[2]], 10)).Select(due => due.HostName));
        store.Write(Durability.Normal, w => w.Claim(Some.Claim()));
        Assert.Equal(["b"], store.Read(r => r.Due(Some.Noon, null, 10)).Select(due => due.HostName));
    }
}
