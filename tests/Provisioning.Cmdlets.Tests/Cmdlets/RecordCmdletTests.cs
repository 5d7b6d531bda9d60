using PowerShellDouble;
using Provisioning.Commands;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class RecordCmdletTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Operations_are_found_by_service_state_and_number()
    {
        var host = FakeHost.Installed().WithServices("a", "b", "c");
        host.OperationTable.Add(new() { Id = 9, ServiceId = 3, Name = "Deploy", State = OperationState.Stopped, CreatedAt = Noon });

        Assert.Single(Pipeline.From(FakeHost.Service(3, "x")).To<GetProvisioningOperationCommand>(new { State = "Stopped" }).Run().OrThrow().Output);
        Assert.Contains("Records.Operations 3 False Stopped", host.Calls);
        Assert.Single(Pipeline.Of<GetProvisioningOperationCommand>(new { Id = 9 }).Run().OrThrow().Output);
        Assert.StartsWith("OperationNotFound", Pipeline.Of<GetProvisioningOperationCommand>(new { Id = 8 }).Run().Errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Asking_for_ended_operations_includes_them()
    {
        var host = FakeHost.Installed();
        Pipeline.Of<GetProvisioningOperationCommand>(new { State = "Succeeded" }).Run().OrThrow();
        Assert.Contains("Records.Operations  True Succeeded", host.Calls);
    }

    [Fact]
    public void The_last_lines_are_read_downwards()
    {
        var host = FakeHost.Installed().WithServices("a", "b", "c");
        host.JournalTable.AddRange(Enumerable.Range(1, 5).Select(i => new JournalEntry { Id = i, At = Noon, Event = JournalEvent.Done, ServiceId = 3, Message = "m" }));
        var result = Pipeline.Of<GetProvisioningLogCommand>(new { ServiceId = 3, Last = 2, Since = Noon, Event = "Done" }).Run().OrThrow();

        Assert.Equal([4L, 5], result.OutputOf<JournalEntry>().Select(e => e.Id));
        Assert.Equal(new RecordFilter { ServiceId = 3, Last = 2, Since = Noon, Events = host.LastRecordFilter!.Events }, host.LastRecordFilter);
        Assert.Equal([JournalEvent.Done], host.LastRecordFilter.Events);
    }

    [Fact]
    public void Remote_calls_are_another_log()
    {
        var host = FakeHost.Installed();
        host.CallTable.Add(new() { Id = 1, At = Noon, Server = "pve1", Method = "GET", Path = "/version" });
        var result = Pipeline.Of<GetProvisioningLogCommand>(new { RemoteCall = true, Failed = true, OperationId = 4 }).Run().OrThrow();

        Assert.Single(result.OutputOf<RemoteCall>());
        Assert.Equal(new RecordFilter { FailedOnly = true, OperationId = 4 }, host.LastRecordFilter);
    }

    [Fact]
    public void A_log_of_nothing_that_is_ours_is_empty()
    {
        var host = FakeHost.Installed();
        var result = Pipeline.Of<GetProvisioningLogCommand>(new { ServiceId = "Spooler" }).Run();
        Assert.Single(result.Errors);
        Assert.Null(host.LastRecordFilter);
    }

    [Fact]
    public void A_service_that_does_not_exist_is_an_error_and_not_an_empty_log()
    {
        var host = FakeHost.Installed().WithServices("a");
        var log = Pipeline.From(9999, 1).To<GetProvisioningLogCommand>().Run();
        CmdletAssert.Failed<GetProvisioningLogCommand>(log, ErrorIds.ServiceNotFound, System.Management.Automation.ErrorCategory.ObjectNotFound, 9999L);
        Assert.Equal(1, host.LastRecordFilter?.ServiceId);
        CmdletAssert.Failed<GetProvisioningLogCommand>(Pipeline.Of<GetProvisioningLogCommand>(new { ServiceId = 9999, RemoteCall = true }).Run(), ErrorIds.ServiceNotFound, System.Management.Automation.ErrorCategory.ObjectNotFound, 9999L);
        CmdletAssert.Failed<GetProvisioningOperationCommand>(Pipeline.Of<GetProvisioningOperationCommand>(new { ServiceId = 9999 }).Run(), ErrorIds.ServiceNotFound, System.Management.Automation.ErrorCategory.ObjectNotFound, 9999L);
    }
}
