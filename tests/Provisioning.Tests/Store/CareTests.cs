using Provisioning.Engine;

namespace Provisioning.Tests.Store;

/// <summary>Due dates, turns, and what was seen on servers, as the store keeps them.</summary>
public class CareTests
{
    private static readonly RenewalStep[] Nothing = [RenewalStep.None];
    private static readonly ServiceStatus[] Active = [ServiceStatus.Active];

    [Fact]
    public void What_admins_write_is_not_overwritten_by_a_worker_with_an_older_row()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            var id = w.AddService(Some.Service() with { DueDate = Some.Noon });
            var held = w.Service(id)!;
            w.SetDueDate(id, Some.Noon.AddDays(3));
            w.SetAdminNotes(id, "note");
            w.SetSuspendedFor(id, SuspensionReason.Overdue);
            w.SetRenewalAsked(id, RenewalStep.Suspend);
            w.SaveService(held with { LocalStatus = VmStatus.Clone, Status = ServiceStatus.Suspended });
            var after = w.Service(id)!;
            Assert.Equal((Some.Noon.AddDays(3), "note", SuspensionReason.Overdue, RenewalStep.Suspend, VmStatus.Clone), (after.DueDate, after.AdminNotes, after.SuspendedFor, after.RenewalAsked, after.LocalStatus));
            w.SetDueDate(id, null);
            Assert.Equal((null, RenewalStep.None), (w.Service(id)!.DueDate, w.Service(id)!.RenewalAsked));
            w.SaveService(w.Service(id)! with { Status = ServiceStatus.Active });
            Assert.Null(w.ServicePage(new ServiceFilter(), 0, 1)[0].SuspendedFor);
        });
    }

    [Fact]
    public void Overdue_is_by_package_date_status_and_what_was_asked()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            var due = Add(w, "due", Some.Noon);
            Add(w, "later", Some.Noon.AddTicks(1));
            Add(w, "never", null);
            Add(w, "other package", Some.Noon, service => service with { Package = "large" });
            Add(w, "other kind", Some.Noon, service => service with { Kind = "Other" });
            Add(w, "pending", Some.Noon, service => service with { Status = ServiceStatus.Pending });
            var asked = Add(w, "asked", Some.Noon);
            w.SetRenewalAsked(asked, RenewalStep.Suspend);
            Assert.Equal([due], w.Overdue(VirtualMachineWords.Kind, "SMALL", Some.Noon, Nothing, Active, null).Select(s => s.Id));
            Assert.Equal([due, asked], w.Overdue(VirtualMachineWords.Kind, "small", Some.Noon, [RenewalStep.None, RenewalStep.Suspend], Active, null).Select(s => s.Id).Order());
            Assert.Empty(w.Overdue(VirtualMachineWords.Kind, "small", Some.Noon, Nothing, Active, [asked]));
            Assert.Equal([due], w.Overdue(VirtualMachineWords.Kind, "small", Some.Noon, Nothing, Active, [due, asked]).Select(s => s.Id));
            Assert.True(w.HasDueDates("Other"));
            Assert.False(w.HasDueDates("Third"));
        });
    }

    [Fact]
    public void A_turn_is_taken_once_for_its_time()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            Assert.Null(w.TurnTakenAt("a"));
            Assert.True(Take("a", Some.Noon));
            Assert.False(Take("a", Some.Noon));
            Assert.False(Take("a", Some.Noon.AddSeconds(59)));
            Assert.True(Take("b", Some.Noon));
            Assert.True(Take("a", Some.Noon.AddSeconds(60)));
            Assert.Equal(Some.Noon.AddSeconds(60), w.TurnTakenAt("a"));
            // A clock that was ahead and was put right must not hold up everybody for as long as it was wrong.
            Assert.True(Take("a", Some.Noon));

            bool Take(string turn, DateTimeOffset now) => w.TakeTurn(turn, now, TimeSpan.FromMinutes(1));
        });
    }

    [Fact]
    public void What_a_server_showed_is_not_written_over_a_worker()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            var id = Some.Work(w, Some.Noon);
            Assert.Single(w.Claim(Some.Claim()));
            w.SetSeen(id, "running", "backup", "n2", Some.Noon);
            Assert.Null(w.Service(id)!.RemoteStatus);
            w.SetSeen(id, "running", "backup", "n2", Some.Noon.AddMinutes(2));
            Assert.Equal(("running", "backup", "n2"), (w.Service(id)!.RemoteStatus, w.Service(id)!.RemoteLock, w.Service(id)!.Node));
        });
    }

    [Fact]
    public void Delivered_is_what_is_active_or_suspended_on_a_server()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            Add(w, "pending", null, service => service with { Status = ServiceStatus.Pending });
            Assert.False(w.HasDelivered(VirtualMachineWords.Kind, "pve"));
            var active = Add(w, "active", null, service => service with { RemoteId = "100" });
            Add(w, "bare", null);
            Add(w, "elsewhere", null, service => service with { Server = "other", RemoteId = "100" });
            var suspended = Add(w, "suspended", null, service => service with { Status = ServiceStatus.Suspended, RemoteId = "101" });
            Assert.True(w.HasDelivered(VirtualMachineWords.Kind, "PVE"));
            Assert.False(w.HasDelivered("Other", "pve"));
            Assert.Equal([active], w.DeliveredPage(VirtualMachineWords.Kind, "pve", ServiceStatus.Active, 0, 10).Select(s => s.Id));
            Assert.Equal([suspended], w.DeliveredPage(VirtualMachineWords.Kind, "pve", ServiceStatus.Suspended, 0, 10).Select(s => s.Id));
            Assert.Empty(w.DeliveredPage(VirtualMachineWords.Kind, "pve", ServiceStatus.Active, active, 10));
        });
    }

    private static long Add(IStateWriter writer, string hostName, DateTimeOffset? due, Func<ServiceRow, ServiceRow>? change = null)
    {
        var service = Some.Service(hostName) with { Status = ServiceStatus.Active, DueDate = due };
        return writer.AddService(change?.Invoke(service) ?? service);
    }
}
