using PowerShellDouble;
using Provisioning.Commands;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class TickCmdletTests
{
    [Fact]
    public void A_tick_of_all_has_the_defaults_and_gives_its_summary()
    {
        var host = FakeHost.Installed();
        var result = Pipeline.Of<InvokeProvisioningTickCommand>().Run().OrThrow();

        Assert.Equal([host.Summary], result.Output);
        Assert.Equal(new TickOptions { MaxConcurrency = 16 }, host.LastTick);
    }

    [Theory]
    [InlineData("50")]
    [InlineData(50)]
    [InlineData("00:00:50")]
    public void A_bare_number_is_seconds(object budget)
    {
        var host = FakeHost.Installed();
        Pipeline.Of<InvokeProvisioningTickCommand>(new { TimeBudget = budget, MaxConcurrency = 4, Watch = true }).Run().OrThrow();
        Assert.Equal(new TickOptions { MaxConcurrency = 4, TimeBudget = TimeSpan.FromSeconds(50), Watch = true }, host.LastTick);
    }

    [Theory]
    [InlineData("TimeBudget", 0)]
    [InlineData("MaxConcurrency", 257)]
    [InlineData("MaxConcurrency", 0)]
    public void What_is_out_of_bounds_stays_at_the_door(string name, object value)
    {
        var host = FakeHost.Installed();
        Assert.NotNull(Pipeline.Of<InvokeProvisioningTickCommand>(new Dictionary<string, object?> { [name] = value }).Run().TerminatingError);
        Assert.Empty(host.Calls);
    }

    [Fact]
    public void Piped_services_are_ticked_together()
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        Pipeline.From([.. host.ServiceTable]).To<InvokeProvisioningTickCommand>().Run().OrThrow();
        Assert.Equal([1L, 2], host.LastTick!.ServiceIds!.Order());
        Assert.Single(host.Calls, c => c == "Tick.Run");
    }

    [Fact]
    public void Naming_nothing_that_is_ours_ticks_nothing()
    {
        var host = FakeHost.Installed();
        var result = Pipeline.Of<InvokeProvisioningTickCommand>(new { ServiceId = "Spooler" }).Run();
        Assert.StartsWith(ErrorIds.NotAProvisionedService, Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(host.Calls);
    }

    [Fact]
    public void A_number_that_no_service_has_is_an_error_and_the_others_are_ticked()
    {
        var host = FakeHost.Installed().WithServices("a");
        var result = Pipeline.Of<InvokeProvisioningTickCommand>(new { ServiceId = new object[] { 1, 999 } }).Run();
        CmdletAssert.Failed<InvokeProvisioningTickCommand>(result, ErrorIds.ServiceNotFound, System.Management.Automation.ErrorCategory.ObjectNotFound, 999L);
        Assert.Equal([1L], host.LastTick!.ServiceIds!);
    }

    [Fact]
    public void WhatIf_shows_what_is_due_and_touches_nothing()
    {
        var host = FakeHost.Installed();
        host.PreviewTable.Add(new(1, "web", "Deploy", "clone", "set_ip", DateTimeOffset.UnixEpoch, null));
        var result = Pipeline.Of<InvokeProvisioningTickCommand>(new { WhatIf = true }).Run().OrThrow();

        Assert.Equal(host.PreviewTable, result.OutputOf<TickPreview>());
        Assert.Empty(host.Writes);
    }

    [Fact]
    public void A_no_is_not_a_question_for_a_preview()
    {
        var host = FakeHost.Installed();
        Assert.Empty(Pipeline.Of<InvokeProvisioningTickCommand>(new { Confirm = true }).Answering(_ => false).Run().OrThrow().Output);
        Assert.Empty(host.Calls);
    }

    [Fact]
    public void It_tells_what_happens_and_who_needs_an_admin()
    {
        var host = FakeHost.Installed();
        host.JournalTable.Add(new() { At = default, Event = JournalEvent.Done, ServiceId = 3, Operation = "Deploy", Step = "clone", Message = "cloned" });
        host.Summary = host.Summary with { Stopped = 2 };
        var result = Pipeline.Of<InvokeProvisioningTickCommand>().Run().OrThrow();

        Assert.Contains("3 Deploy clone Done: cloned", result.Verbose);
        Assert.Contains("2 operation(s) stopped", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(System.Management.Automation.ProgressRecordType.Completed, result.Progress[^1].RecordType);
    }
}
