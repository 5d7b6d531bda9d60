using Provisioning.Engine;

namespace Provisioning.Tests.Store;

public class PaceTests
{
    [Fact]
    public void A_limit_is_remembered()
    {
        using var store = Some.Store();
        Assert.Null(store.Read(r => r.PaceLimit("pve/n1")));
        store.Write(Durability.Normal, w => w.SetPaceLimit("pve/n1", 4, Some.Noon));
        store.Write(Durability.Normal, w => w.SetPaceLimit("pve/n1", 2, Some.Noon));
        Assert.Equal(2, store.Read(r => r.PaceLimit("pve/n1")));
    }

    [Fact]
    public void A_slot_counts_while_it_is_seen_alive()
    {
        using var store = Some.Store();
        var operations = store.Write(Durability.Normal, w =>
        {
            var service = Some.Work(w, null);
            long[] ids = [1, w.AddOperation(Some.Operation(service))];
            foreach (var id in ids) w.TakeSlot("r", id, Some.Noon);
            w.TakeSlot("other", 1, Some.Noon);
            w.TakeSlot("r", 1, Some.Noon);
            return ids;
        });
        int Alive(DateTimeOffset since) => store.Read(r => r.SlotsTaken("r", since));

        Assert.Equal(2, Alive(Some.Noon));
        store.Write(Durability.Normal, w => w.TouchSlots([operations[1]], Some.Noon.AddMinutes(5)));
        Assert.Equal(1, Alive(Some.Noon.AddMinutes(1)));
        Assert.Equal(["other", "r"], store.Write(Durability.Normal, w => w.FreeSlots(1)).Order());
        Assert.Equal(1, Alive(Some.Noon));
        Assert.Empty(store.Write(Durability.Normal, w => w.FreeSlots(1)));
    }

    [Fact]
    public void Waiters_are_woken_the_oldest_first_and_as_many_as_asked_for()
    {
        using var store = Some.Store();
        var ids = store.Write(Durability.Normal, w => Enumerable.Range(1, 4).Select(n =>
        {
            var service = Some.Work(w, Some.Noon.AddHours(1), hostName: $"h{n}");
            w.SaveOperation(Some.Operation(service) with { Id = n, State = OperationState.Waiting, WaitingForSlot = n == 2 ? "other" : "r" });
            return service;
        }).ToArray());
        IEnumerable<long> Due() => store.Read(r => r.Due(Some.Noon, null, 10)).Select(due => due.ServiceId);

        store.Write(Durability.Normal, w => w.WakeSlotWaiters("r", 1, Some.Noon));
        Assert.Equal([ids[0]], Due());
        store.Write(Durability.Normal, w => w.WakeSlotWaiters("r", 1, Some.Noon));
        Assert.Equal([ids[0], ids[2]], Due());
        store.Write(Durability.Normal, w => w.WakeSlotWaiters("r", 9, Some.Noon));
        Assert.Equal([ids[0], ids[2], ids[3]], Due());
    }
}
