using System.Management.Automation;
using PowerShellDouble;

namespace Provisioning.Cmdlets.Tests.Engine;

/// <summary>What the double must get right for the tests of the cmdlets to mean anything. Each was seen in PowerShell 7.</summary>
public class PipelineTests
{
    [Fact]
    public void Named_parameters_convert_and_choose_the_set()
    {
        Assert.Equal(["ById 5 Red True"], Pipeline.Of<SetSampleCommand>(new { Id = "5", Color = "red", Force = true }).Run().OrThrow().Output);
        Assert.Equal(["abc"], Pipeline.Of<SetSampleCommand>(new { Name = "abc" }).Run().OrThrow().Output);
        Assert.Equal(["ById 7 Green False"], Pipeline.Of<SetSampleCommand>(new { VmId = 7 }).Run().OrThrow().Output);
    }

    [Theory]
    [InlineData("Id", 1000, "ParameterArgumentValidationError")]
    [InlineData("Id", "many", "CannotConvertArgumentNoMessage")]
    [InlineData("Name", "ABC1", "ParameterArgumentValidationError")]
    [InlineData("Name", "", "ParameterArgumentValidationError")]
    [InlineData("Id", new int[0], "ParameterArgumentValidationErrorEmptyArrayNotAllowed")]
    [InlineData("Nome", "abc", "NamedParameterNotFound")]
    [InlineData("Force", true, "MissingMandatoryParameter")]
    public void A_bad_argument_ends_it_before_it_begins(string name, object value, string errorId)
    {
        SetSampleCommand.Trace.Value = [];
        var result = Pipeline.Of<SetSampleCommand>(new Dictionary<string, object?> { [name] = value }).Run();

        Assert.Equal($"{errorId},{typeof(SetSampleCommand).FullName}", result.TerminatingError?.FullyQualifiedErrorId);
        Assert.Equal(["dispose"], SetSampleCommand.Trace.Value);
    }

    [Fact]
    public void Parameters_of_two_sets_do_not_go_together() =>
        Assert.StartsWith("AmbiguousParameterSet,", Pipeline.Of<SetSampleCommand>(new { Id = 1, Name = "a" }).Run().TerminatingError?.FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void Piped_objects_bind_by_value_and_by_property_and_leave_nothing_behind()
    {
        SetSampleCommand.Trace.Value = [];
        var custom = new PSObject();
        custom.Properties.Add(new PSNoteProperty("vmid", 4));
        var result = Pipeline.From(1, "2", new SampleItem(3, "Red"), custom, DayOfWeek.Friday.GetType(), 13, 6).To<SetSampleCommand>().Run();

        Assert.Equal(["ById 1 Green False", "ById 2 Green False", "ById 3 Red False", "ById 4 Green False", "ById 6 Green False"], result.Output);
        Assert.Equal(["InputObjectNotBound", "Unlucky"], result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal((13, ErrorCategory.InvalidData), (result.Errors[1].TargetObject, result.Errors[1].CategoryInfo.Category));
        Assert.Equal(["begin", "end", "dispose"], SetSampleCommand.Trace.Value);
    }

    [Fact]
    public void A_terminating_error_keeps_id_category_and_target_and_skips_the_end()
    {
        SetSampleCommand.Trace.Value = [];
        var result = Pipeline.From(1, 666, 2).To<SetSampleCommand>().Run();

        Assert.Single(result.Output);
        Assert.Equal($"Evil,{typeof(SetSampleCommand).FullName}", result.TerminatingError?.FullyQualifiedErrorId);
        Assert.Equal(666, result.TerminatingError?.TargetObject);
        Assert.Equal(["begin", "dispose"], SetSampleCommand.Trace.Value);
    }

    [Fact]
    public void ErrorAction_Stop_turns_an_item_error_into_the_end()
    {
        var result = Pipeline.Of<SetSampleCommand>(new { Id = new[] { 1, 13, 2 }, ErrorAction = "Stop" }).Run();

        Assert.Single(result.Output);
        Assert.StartsWith("Unlucky,", result.TerminatingError?.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void What_escapes_a_cmdlet_is_reported_by_its_type()
    {
        var result = Pipeline.Of<TestSampleCommand>(new { Fault = "throw" }).Run();

        Assert.Equal($"System.TimeoutException,{typeof(TestSampleCommand).FullName}", result.TerminatingError?.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.NotSpecified, result.TerminatingError?.CategoryInfo.Category);
    }

    [Fact]
    public void WhatIf_answers_no()
    {
        var result = Pipeline.Of<SetSampleCommand>(new { Id = 5, WhatIf = true }).Run().OrThrow();

        Assert.Empty(result.Output);
        Assert.Equal([new Question("5", "set", IsWhatIf: true)], result.Questions);
    }

    [Fact]
    public void High_impact_asks_unless_told_not_to()
    {
        Assert.Equal(["removed a"], Pipeline.From("a").To<RemoveSampleCommand>(new { Confirm = false }).Run().OrThrow().Output);
        Assert.Equal(["removed b"], Pipeline.From("a", "b").To<RemoveSampleCommand>().Answering(q => q.Target == "b").Run().OrThrow().Output);
        Assert.StartsWith("InvalidOperation,", Pipeline.From("a").To<RemoveSampleCommand>().Run().TerminatingError?.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_walk_through_several_cmdlets_one_by_one() =>
        Assert.Equal(
            ["removed ById 1 Green False", "removed ById 2 Green False"],
            Pipeline.From(1, 2).To<SetSampleCommand>().To<RemoveSampleCommand>(new { Confirm = false }).Run().OrThrow().Output);

    [Fact]
    public void First_ends_an_endless_producer() =>
        Assert.Equal([0, 1, 2], Pipeline.Of<TestSampleCommand>().First(3).Run().OrThrow().Output);

    [Fact]
    public void Writing_from_another_thread_fails() =>
        Assert.StartsWith("InvalidOperation,", Pipeline.Of<TestSampleCommand>(new { Fault = "thread" }).Run().TerminatingError?.FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void Paths_are_relative_to_the_session() =>
        Assert.Equal([Path.GetFullPath("/data/sub/file.db")], Pipeline.Of<TestSampleCommand>(new { Fault = "paths" }).In("/data").Run().OrThrow().Output);

    [Fact]
    public async Task Stop_reaches_a_waiting_cmdlet()
    {
        var running = Pipeline.Of<WaitSampleCommand>().Start();
        Assert.Equal("waiting", await running.FirstOutput);
        Assert.False(running.Completion.IsCompleted);
        running.Stop();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(result.Stopped);
        Assert.Null(result.TerminatingError);
        Assert.Empty(result.Errors);
    }
}
