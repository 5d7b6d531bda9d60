using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Renewals;

/// <summary>What becomes of machines that are not paid for, against the simulated data centre.</summary>
public sealed class RenewalTests : IDisposable
{
    private const int VmId = 100;
    private static readonly VmPackage Strict = VmWorld.FullPackage with { SuspendAfterDays = 3, TerminateAfterDays = 10 };

    private readonly VmWorld _world = new(package: Strict);
    private readonly VmProcess _process;

    public RenewalTests() => _process = _world.Start();

    private ProvisionedService Service => _world.Services()[0];
    private LabVm? Machine => _world.Lab.FindVm(VmId);
    private DateTimeOffset Now => _world.Clock.GetUtcNow();

    public void Dispose()
    {
        _process.Dispose();
        _world.Dispose();
    }

    [Fact]
    public void Days_pass_until_it_is_suspended_and_more_until_it_is_gone()
    {
        Deliver(Now.AddDays(1));
        Pass(days: 3.9);
        Assert.Equal(ServiceStatus.Active, Service.Status);
        Pass(days: 0.2);
        Assert.Equal((ServiceStatus.Suspended, SuspensionReason.Overdue, "stopped"), (Service.Status, Service.SuspendedFor, Machine!.Status));
        var line = Assert.Single(_world.Journal(1), e => e is { Event: JournalEvent.Requested, Operation: "Suspend" });
        Assert.Contains("3.1 days overdue", line.Message, StringComparison.Ordinal);
        Assert.Contains("package small suspends after 3", line.Message, StringComparison.Ordinal);
        Pass(days: 6.8);
        Assert.Equal(ServiceStatus.Suspended, Service.Status);
        Pass(days: 0.2);
        Assert.Equal(ServiceStatus.Terminated, Service.Status);
        Assert.Null(Machine);
        Assert.Equal(["Deploy", "Suspend", "Terminate"], Operations().Select(o => o.Name));
        Assert.Equal([OperationOrigin.Request, OperationOrigin.Renewal, OperationOrigin.Renewal], Operations().Select(o => o.Origin));
        Invariants.Hold(_world);
    }

    [Fact]
    public void Without_rules_nothing_happens_however_long_it_is_overdue()
    {
        new Proxmox.VmPackageCatalog(_world.Store, _world.Clock).Update(VmWorld.FullPackage);
        Deliver(Now.AddDays(-400));
        Pass(days: 100);
        Assert.Equal((ServiceStatus.Active, 1), (Service.Status, Operations().Count));
    }

    [Fact]
    public void Without_a_due_date_nothing_is_overdue()
    {
        Deliver(null);
        Pass(days: 4000);
        Assert.Equal((ServiceStatus.Active, 1), (Service.Status, Operations().Count));
    }

    [Fact]
    public void A_rule_asks_once_and_an_admin_may_overrule_it()
    {
        Deliver(Now);
        Pass(days: 4);
        _process.Request("Resume");
        _process.TickToTheEnd();
        Pass(days: 1);
        Assert.Equal(ServiceStatus.Active, Service.Status);
        Assert.Equal(["Deploy", "Suspend", "Resume"], Operations().Select(o => o.Name));
        // Another date that lies back is another debt.
        Change(new ServiceChange { DueDate = Now.AddDays(-4) });
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Suspended, Service.Status);
    }

    [Fact]
    public void A_date_ahead_resumes_what_was_overdue()
    {
        Deliver(Now);
        Pass(days: 4);
        Change(new ServiceChange { DueDate = Now.AddDays(30) });
        Assert.Equal("Resume", Service.Operation);
        _process.TickToTheEnd();
        Assert.Equal((ServiceStatus.Active, null, "running"), (Service.Status, Service.SuspendedFor, Machine!.Status));
        Pass(days: 32);
        Assert.Equal(ServiceStatus.Active, Service.Status);
        Pass(days: 2);
        Assert.Equal((ServiceStatus.Suspended, SuspensionReason.Overdue), (Service.Status, Service.SuspendedFor));
    }

    /// <summary>What is due at this very moment is not paid either.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void A_date_that_is_still_back_resumes_nothing(int days)
    {
        Deliver(Now.AddDays(-5));
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Suspended, Service.Status);
        Change(new ServiceChange { DueDate = Now.AddDays(-days) });
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Suspended, Service.Status);
        Assert.DoesNotContain(Operations(), o => o.Name == "Resume");
    }

    [Fact]
    public void No_date_at_all_resumes_it_too()
    {
        Deliver(Now.AddDays(-5));
        _process.TickToTheEnd();
        Change(new ServiceChange { WithoutDueDate = true });
        _process.TickToTheEnd();
        Assert.Equal((ServiceStatus.Active, null), (Service.Status, Service.DueDate));
    }

    [Fact]
    public void What_an_admin_suspended_stays_suspended()
    {
        Deliver(Now.AddDays(2));
        _process.Request("Suspend");
        _process.TickToTheEnd();
        Assert.Equal(SuspensionReason.Admin, Service.SuspendedFor);
        Change(new ServiceChange { DueDate = Now.AddDays(30) });
        _process.TickToTheEnd();
        Assert.Equal((ServiceStatus.Suspended, "stopped"), (Service.Status, Machine!.Status));
    }

    [Fact]
    public void An_admins_suspension_of_what_is_overdue_is_the_admins()
    {
        Deliver(Now.AddDays(-5));
        _process.TickToTheEnd();
        _process.Request("Suspend");
        _process.TickToTheEnd();
        Assert.Equal(SuspensionReason.Admin, Service.SuspendedFor);
        Change(new ServiceChange { DueDate = Now.AddDays(30) });
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Suspended, Service.Status);
    }

    [Fact]
    public void A_payment_between_the_request_and_its_beginning_takes_it_back()
    {
        Deliver(Now.AddDays(20));
        Change(new ServiceChange { DueDate = Now.AddDays(-11) });
        AskRules();
        Assert.Equal(("Terminate", OperationState.Queued, VmStatus.Terminate), (Service.Operation, Service.OperationState, Service.LocalStatus));
        Change(new ServiceChange { DueDate = Now.AddDays(30) });
        Assert.Equal((null, VmStatus.Ready, ServiceStatus.Active), (Service.Operation, Service.LocalStatus, Service.Status));
        _process.TickToTheEnd();
        Assert.Equal((ServiceStatus.Active, "running"), (Service.Status, Machine!.Status));
        Assert.Equal(OperationState.Cancelled, Operations()[^1].State);
        Invariants.Hold(_world);
    }

    /// <summary>The client of a service that an admin ends may still pay a bill: that is no request to keep it.</summary>
    [Theory]
    [InlineData("Suspend", ServiceStatus.Suspended)]
    [InlineData("Terminate", ServiceStatus.Terminated)]
    public void What_an_admin_asked_for_is_not_taken_back_by_a_payment(string operation, ServiceStatus ends)
    {
        Deliver(Now.AddDays(-1));
        _process.Request(operation);
        Change(new ServiceChange { DueDate = Now.AddDays(30) });
        Assert.Equal((operation, OperationState.Queued), (Service.Operation, Service.OperationState));
        _process.TickToTheEnd();
        Assert.Equal(ends, Service.Status);
        Assert.DoesNotContain(Operations(), o => o.State == OperationState.Cancelled);
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_suspension_that_waits_for_its_turn_is_taken_back()
    {
        Deliver(Now.AddDays(20));
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.CpuCores] = "2" } });
        Change(new ServiceChange { DueDate = Now.AddDays(-4) });
        AskRules();
        Assert.Equal("ChangePackage", Service.Operation);
        Assert.Contains(Operations(), o => o is { Name: "Suspend", State: OperationState.Queued });
        Change(new ServiceChange { DueDate = Now.AddDays(30) });
        _process.Change(new ChangeVm { WithdrawnOptions = [VmOption.CpuCores] });
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Active, Service.Status);
        Assert.Contains(Operations(), o => o is { Name: "Suspend", State: OperationState.Cancelled });
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_suspension_under_way_is_followed_by_a_resumption()
    {
        Deliver(Now.AddDays(-4));
        _world.Lab.SetOption(VmId, "lock", "backup");
        _process.Tick();
        Assert.Equal(("Suspend", OperationState.Waiting), (Service.Operation, Service.OperationState));
        Change(new ServiceChange { DueDate = Now.AddDays(30) });
        _world.Lab.SetOption(VmId, "lock", null);
        _process.TickToTheEnd();
        Assert.Equal((ServiceStatus.Active, "running"), (Service.Status, Machine!.Status));
        Assert.Equal(["Suspend", "Resume"], Operations().TakeLast(2).Select(o => o.Name));
    }

    [Fact]
    public void A_termination_that_has_begun_is_not_taken_back_silently()
    {
        Deliver(Now.AddDays(-11));
        _world.Lab.SetOption(VmId, "protection", "1");
        _process.TickToTheEnd();
        Assert.Equal(("Terminate", OperationState.Stopped), (Service.Operation, Service.OperationState));
        var refused = Assert.Throws<ProvisioningException>(() => Change(new ServiceChange { DueDate = Now.AddDays(30) })).Error;
        Assert.Equal(ErrorIds.StatusForbids, refused.Id);
        Assert.Contains("Reset-ServiceStatus", refused.Message, StringComparison.Ordinal);
        Assert.True(Service.DueDate < Now);
        // It stopped once and waits for an admin; no tick begins it anew.
        Pass(days: 3);
        Assert.Equal(OperationState.Stopped, Service.OperationState);
        Assert.Single(Operations(), o => o.Name == "Terminate");
        _process.Engine.Records.ResetStatus(1, VmStatus.Ready, goOn: false);
        Change(new ServiceChange { DueDate = Now.AddDays(30) });
        _world.Lab.SetOption(VmId, "protection", null);
        _process.TickToTheEnd();
        Assert.Equal((ServiceStatus.Active, VmStatus.Ready), (Service.Status, Service.LocalStatus));
    }

    [Fact]
    public void A_date_that_was_moved_before_the_transaction_is_respected()
    {
        Deliver(Now.AddDays(20));
        Change(new ServiceChange { DueDate = Now.AddDays(-11) });
        // Between a tick's look and its request the client pays.
        using var late = _world.Start(CrashHost.CrashPlan.Tell(moment =>
        {
            if (moment == "before a Full write" && Service.DueDate < Now) new ServiceRecords(_world.Store, new Dictionary<string, IServiceDriver> { [VirtualMachineWords.Kind] = _process.Driver }, _process.Engine.Requests, _world.Clock, new EngineOptions())
                .Change(1, new ServiceChange { DueDate = Now.AddDays(30) });
        }), "late");
        late.Tick();
        Assert.Equal((ServiceStatus.Active, null), (Service.Status, Service.Operation));
        Assert.DoesNotContain(Operations(), o => o.Name == "Terminate");
    }

    [Fact]
    public void Whoever_is_being_suspended_already_is_left_to_that()
    {
        Deliver(Now.AddDays(20));
        _world.Lab.SetOption(VmId, "lock", "backup");
        _process.Request("Suspend");
        _process.Tick();
        Change(new ServiceChange { DueDate = Now.AddDays(-4) });
        _process.Tick();
        Assert.Single(Operations(), o => o.Name == "Suspend");
        _world.Lab.SetOption(VmId, "lock", null);
        _process.TickToTheEnd();
        Assert.Equal(SuspensionReason.Admin, Service.SuspendedFor);
    }

    [Fact]
    public void WhatIf_lists_whom_a_rule_would_hit_and_why()
    {
        Deliver(Now.AddDays(20));
        Assert.Empty(_process.Engine.Preview(new TickOptions()));
        Change(new ServiceChange { DueDate = Now.AddDays(-4) });
        var suspend = Assert.Single(_process.Engine.Preview(new TickOptions()));
        Assert.Equal((1, "Suspend", "power_off", VmStatus.Ready, Now.AddDays(-1)), (suspend.ServiceId, suspend.Operation, suspend.Step, suspend.LocalStatus, suspend.DueAt));
        Assert.Contains("4 days overdue", suspend.Reason, StringComparison.Ordinal);
        Change(new ServiceChange { DueDate = Now.AddDays(-12) });
        var terminate = Assert.Single(_process.Engine.Preview(new TickOptions { ServiceIds = [1] }));
        Assert.Equal("Terminate", terminate.Operation);
        Assert.Contains("terminates after 10", terminate.Reason, StringComparison.Ordinal);
        Assert.Empty(_process.Engine.Preview(new TickOptions { ServiceIds = [2] }));
        Assert.Single(Operations());
    }

    [Fact]
    public void A_tick_of_other_services_lets_it_be()
    {
        _process.Order(2);
        _process.TickToTheEnd();
        _process.Engine.Records.Change(1, new ServiceChange { DueDate = Now.AddDays(-4) });
        _process.Engine.Records.Change(2, new ServiceChange { DueDate = Now.AddDays(-4) });
        _process.Tick(new TickOptions { ServiceIds = [2] });
        Assert.Null(_world.Services()[0].Operation);
        Assert.NotEqual((ServiceStatus.Active, null), (_world.Services()[1].Status, _world.Services()[1].Operation));
    }

    [Fact]
    public void What_is_still_being_made_is_suspended_when_it_is_ready()
    {
        _process.Order(1, order => order with { DueDate = Now.AddDays(-4) });
        _process.TickToTheEnd();
        _process.TickToTheEnd();
        Assert.Equal((ServiceStatus.Suspended, SuspensionReason.Overdue), (Service.Status, Service.SuspendedFor));
    }

    [Fact]
    public void An_order_that_never_got_anywhere_ends_too()
    {
        _world.Lab.SetNodeOnline("pve1", false);
        _world.Lab.SetNodeOnline("pve2", false);
        _world.Lab.SetNodeOnline("pve3", false);
        _process.Order(1, order => order with { DueDate = Now });
        _process.Tick();
        _world.Clock.Advance(TimeSpan.FromDays(11));
        foreach (var node in new[] { "pve1", "pve2", "pve3" }) _world.Lab.SetNodeOnline(node, true);
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Terminated, Service.Status);
        Invariants.Hold(_world);
    }

    [Fact]
    public void Rules_that_make_no_sense_are_refused()
    {
        var catalog = new Proxmox.VmPackageCatalog(_world.Store, _world.Clock);
        Assert.Equal(ErrorIds.ContradictoryValues, Refused(Strict with { Name = "a", SuspendAfterDays = 11 }).Id);
        Assert.Equal(ErrorIds.InvalidValue, Refused(Strict with { Name = "a", SuspendAfterDays = -1 }).Id);
        Assert.Equal(ErrorIds.InvalidValue, Refused(Strict with { Name = "a", SuspendAfterDays = null, TerminateAfterDays = 0 }).Id);
        Assert.Equal(ErrorIds.InvalidValue, Refused(Strict with { Name = "a", TerminateAfterDays = 3651 }).Id);
        var same = catalog.Create(Strict with { Name = "a", SuspendAfterDays = 5, TerminateAfterDays = 5 });
        Assert.Equal((5, 5), (same.SuspendAfterDays, same.TerminateAfterDays));

        ProvisioningError Refused(VmPackage package) => Assert.Throws<ProvisioningException>(() => catalog.Create(package)).Error;
    }

    [Fact]
    public void A_change_by_an_admin_survives_the_worker_that_holds_the_service()
    {
        _process.Order(1);
        using var busy = _world.Start(CrashHost.CrashPlan.Tell(moment =>
        {
            if (moment.Contains("/resize", StringComparison.Ordinal) && Service.AdminNotes is null)
                _process.Engine.Records.Change(1, new ServiceChange { DueDate = Now.AddDays(7), AdminNotes = "pays on Fridays" });
        }), "busy");
        busy.TickToTheEnd();
        Assert.Equal((VmStatus.Ready, "pays on Fridays"), (Service.LocalStatus, Service.AdminNotes));
        Assert.NotNull(Service.DueDate);
        busy.Request("Terminate");
        busy.TickToTheEnd();
        Assert.StartsWith("pays on Fridays\n", Service.AdminNotes, StringComparison.Ordinal);
        Assert.Equal(ErrorIds.StatusForbids, Assert.Throws<ProvisioningException>(() => Change(new ServiceChange { DueDate = Now })).Error.Id);
        Change(new ServiceChange { AdminNotes = "" });
        Assert.Null(Service.AdminNotes);
    }

    private void Deliver(DateTimeOffset? dueDate)
    {
        Assert.Null(Assert.Single(_process.Order(1)).Error);
        _process.TickToTheEnd();
        if (dueDate is not null) Change(new ServiceChange { DueDate = dueDate });
    }

    private void Pass(double days)
    {
        _world.Clock.Advance(TimeSpan.FromDays(days));
        _process.TickToTheEnd();
    }

    private void Change(ServiceChange change) => _process.Engine.Records.Change(1, change);

    /// <summary>A tick whose time is up as soon as the rules were asked.</summary>
    private void AskRules()
    {
        using var dying = _world.Start(CrashHost.CrashPlan.DieAt(1), "dying");
        Assert.Throws<CrashHost.SimulatedCrashException>(() => dying.Tick());
    }

    private IReadOnlyList<ProvisioningOperation> Operations() => _world.Store.Read(r => r.OperationPage(1, true, null, 0, 100));
}
