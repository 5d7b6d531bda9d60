using System.Management.Automation;
using PowerShellDouble;
using Provisioning.Commands;
using static Provisioning.Cmdlets.Tests.Cmdlets.CmdletAssert;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class ServiceCmdletTests
{
    [Fact]
    public void Every_filter_reaches_the_host()
    {
        var host = FakeHost.Installed().WithServices("web-1").WithClients("ann", "bob");
        Pipeline.Of<GetProvisionedServiceCommand>(new
        {
            HostName = "web*", Status = new[] { "Active", "Suspended" }, LocalStatus = "ready", Server = "pve1", Package = "small", Client = "bob", OrderReference = "A-1", Stopped = true,
        }).Run().OrThrow();

        Assert.Equal(
            new ServiceFilter { HostName = "web*", Statuses = host.LastFilter!.Statuses, LocalStatus = "ready", Server = "pve1", Package = "small", ClientId = 2, OrderReference = "A-1", Stopped = true },
            host.LastFilter);
        Assert.Equal([ServiceStatus.Active, ServiceStatus.Suspended], host.LastFilter.Statuses);
    }

    [Fact]
    public void A_service_is_a_number_or_whatever_belongs_to_one()
    {
        var host = FakeHost.Installed().WithServices("a", "b", "c", "d", "e");
        var fromFile = Row(new { Id = "5" });
        fromFile.TypeNames.Insert(0, "Deserialized.Provisioning.ProvisionedService");
        var result = Pipeline.From(
            1, "2", host.ServiceTable[2], Row(new { ServiceId = "4" }), fromFile,
            new ProvisioningOperation { Id = 99, ServiceId = 1, Name = "Deploy", State = OperationState.Queued, CreatedAt = default }).To<GetProvisionedServiceCommand>().Run().OrThrow();

        Assert.Equal([1L, 2, 3, 4, 5, 1], result.OutputOf<ProvisionedService>().Select(s => s.Id));
    }

    [Fact]
    public void A_bare_name_is_refused_and_shows_the_way()
    {
        FakeHost.Installed().WithServices("a", "b");
        var result = Pipeline.Of<GetProvisionedServiceCommand>(new { Id = new object[] { 1, "Spooler", 2 } }).Run();

        Assert.Equal(2, result.Output.Count);
        Failed<GetProvisionedServiceCommand>(result, ErrorIds.NotAProvisionedService, ErrorCategory.InvalidArgument, "Spooler");
        Assert.Contains(@"Microsoft.PowerShell.Management\Get-Service", result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData("1.5")]
    [InlineData(true)]
    public void What_cannot_be_a_number_of_ours_is_refused(object offered)
    {
        FakeHost.Installed();
        var result = Pipeline.From(offered).To<GetProvisionedServiceCommand>().Run();
        Assert.StartsWith(ErrorIds.NotAProvisionedService, Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_that_merely_have_an_id_are_refused()
    {
        FakeHost.Installed().WithServices("a");
        var result = Pipeline.From(Row(new { Id = 1 }), new ProvisioningClient { Id = 1, UserName = "ann" }).To<GetProvisionedServiceCommand>().Run();
        Assert.Empty(result.Output);
        Assert.Equal(2, result.Errors.Count);
    }

    [Fact]
    public void The_first_is_out_before_the_second_is_read()
    {
        var host = FakeHost.Installed().WithServices("a", "b", "c");
        var result = Pipeline.Of<GetProvisionedServiceCommand>().First(1).Run();

        Assert.Single(result.Output);
        Assert.DoesNotContain("Services.Next 2", host.Calls);
    }

    [Fact]
    public void The_credential_comes_when_asked_for()
    {
        FakeHost.Installed().WithServices("a");
        Assert.IsType<ProvisionedService>(Assert.Single(Pipeline.Of<GetProvisionedServiceCommand>(new { Id = 1 }).Run().OrThrow().Output));

        var shown = Assert.IsType<PSObject>(Assert.Single(Pipeline.Of<GetProvisionedServiceCommand>(new { Id = 1, IncludeCredential = true }).Run().OrThrow().Output));
        var credential = Assert.IsType<PSCredential>(shown.Properties["Credential"]?.Value);
        Assert.Equal(("ubuntu", "pa$$ 1"), (credential.UserName, new System.Net.NetworkCredential("", credential.Password).Password));
    }

    [Fact]
    public void Wait_takes_all_its_input_and_waits_once()
    {
        var host = FakeHost.Installed().WithServices("a", "b", "c");
        var result = Pipeline.From([.. host.ServiceTable, 2]).To<WaitProvisionedServiceCommand>(new { TimeoutSec = 90 }).Run().OrThrow();

        Assert.Equal([1L, 2, 3], result.OutputOf<ProvisionedService>().Select(s => s.Id));
        Assert.Contains("Services.Wait 1,2,3 True 00:01:30", host.Calls);
        Assert.NotEmpty(result.Progress);
    }

    [Fact]
    public void Wait_may_leave_the_work_to_others()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of<WaitProvisionedServiceCommand>(new { Id = 1, NoTick = true }).Run().OrThrow();
        Assert.Contains("Services.Wait 1 False ", host.Calls);
    }

    [Fact]
    public void Wait_reports_who_stopped_and_who_is_late_and_shows_them_all()
    {
        var host = FakeHost.Installed().WithServices("fine", "stopped", "late");
        host.ServiceTable[1] = host.ServiceTable[1] with { OperationState = OperationState.Stopped, LastError = new(ErrorIds.NoFreeAddress, ErrorKind.Quota, "No address.", "pool blue") };
        host.ServiceTable[2] = host.ServiceTable[2] with { OperationState = OperationState.Waiting, Step = "clone" };
        var result = Pipeline.From(1, 2, 3).To<WaitProvisionedServiceCommand>(new { TimeoutSec = 1 }).Run();

        Assert.Equal(3, result.Output.Count);
        Assert.Equal(
            [(ErrorIds.NoFreeAddress, ErrorCategory.QuotaExceeded, 2L), (ErrorIds.WaitTimedOut, ErrorCategory.OperationTimeout, 3L)],
            result.Errors.Select(e => (e.FullyQualifiedErrorId.Split(',')[0], e.CategoryInfo.Category, (long)e.TargetObject!)));
    }

    [Fact]
    public void Wait_says_what_was_left_out_of_what_succeeded()
    {
        var host = FakeHost.Installed().WithServices("web");
        var line = new JournalEntry { At = DateTimeOffset.UtcNow, Event = JournalEvent.Skipped, ServiceId = 1, Step = "set_system_disk_size", Message = "it has 20G, 10G is wanted" };
        host.JournalTable.Add(line with { Step = "set_cpu_ram", Message = "already as wanted" });
        host.JournalTable.Add(line with { ErrorId = ErrorIds.ShrinkRefused });
        var result = Pipeline.Of<WaitProvisionedServiceCommand>(new { Id = 1 }).Run().OrThrow();
        Assert.Contains("set_system_disk_size was left out: it has 20G, 10G is wanted", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, host.LastRecordFilter!.ServiceId);
        Assert.NotNull(host.LastRecordFilter.Since);
    }

    [Fact]
    public void Wait_that_gives_up_says_what_the_service_waits_for()
    {
        var host = FakeHost.Installed().WithServices("late");
        host.ServiceTable[0] = host.ServiceTable[0] with { OperationState = OperationState.Waiting, Step = "start", WaitingFor = "locked: backup" };
        var error = Assert.Single(Pipeline.Of<WaitProvisionedServiceCommand>(new { Id = 1, TimeoutSec = 1 }).Run().Errors);
        Assert.Contains("it is at start (locked: backup)", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_shows_each_as_it_ends()
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        host.HangsIn = "Services.Ended 2";
        var running = Pipeline.From(1, 2).To<WaitProvisionedServiceCommand>().Start();

        Assert.Equal(1, Assert.IsType<ProvisionedService>(await running.FirstOutput).Id);
        running.Stop();
        await running.Completion;
    }
}
