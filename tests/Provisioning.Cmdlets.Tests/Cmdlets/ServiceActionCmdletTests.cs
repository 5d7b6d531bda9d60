using System.Management.Automation;
using System.Reflection;
using PowerShellDouble;
using Provisioning.Commands;
using static Provisioning.Cmdlets.Tests.Cmdlets.CmdletAssert;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>Suspend, resume, remove, start, stop, restart.</summary>
public class ServiceActionCmdletTests
{
    /// <summary>Every cmdlet that acts on services, with a call that it makes for service 2.</summary>
    public static TheoryData<string> Actions => [.. ActionTypes.Select(t => t.Name)];

    /// <summary>Both names of what Windows has too, with the Windows cmdlet.</summary>
    public static TheoryData<string, string> Namesakes => new()
    {
        { nameof(SuspendServiceCommand), "Suspend-Service" }, { nameof(SuspendProvisionedServiceCommand), "Suspend-Service" },
        { nameof(ResumeServiceCommand), "Resume-Service" }, { nameof(ResumeProvisionedServiceCommand), "Resume-Service" },
        { nameof(RemoveServiceCommand), "Remove-Service" }, { nameof(RemoveProvisionedServiceCommand), "Remove-Service" },
    };

    /// <summary>What a cmdlet needs besides the service, or so that it writes what it changed.</summary>
    private static readonly Dictionary<string, (string Name, object Value)[]> Needed = new()
    {
        [nameof(SetProvisionedServiceCommand)] = [("AdminNotes", "x"), ("PassThru", true)],
        [nameof(ResetServiceStatusCommand)] = [("LocalStatus", "ready")],
        [nameof(RestoreProvisionedVmSnapshotCommand)] = [("Name", "before")],
        [nameof(RemoveProvisionedVmSnapshotCommand)] = [("Name", "before")],
        [nameof(SetProvisionedVmSnapshotScheduleCommand)] = [("At", "03:00")],
        [nameof(RestoreProvisionedVmBackupCommand)] = [("Volume", "pbs:backup/1")],
        [nameof(RemoveProvisionedVmBackupCommand)] = [("Volume", "pbs:backup/1")],
        [nameof(SetProvisionedVmBackupScheduleCommand)] = [("At", "03:00")],
    };

    private static IEnumerable<Type> ActionTypes => typeof(ServiceActionCmdlet).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(ServiceActionCmdlet)));

    [Fact]
    public void Both_names_ask_for_the_same()
    {
        foreach (var (one, other) in new[]
        {
            (typeof(SuspendServiceCommand), typeof(SuspendProvisionedServiceCommand)), (typeof(ResumeServiceCommand), typeof(ResumeProvisionedServiceCommand)),
            (typeof(RemoveServiceCommand), typeof(RemoveProvisionedServiceCommand)),
        })
        {
            Assert.Equal(one.BaseType, other.BaseType);
            Assert.Equal(CallsOf(one), CallsOf(other));
            Assert.Equal(one.GetCustomAttribute<CmdletAttribute>()!.ConfirmImpact, other.GetCustomAttribute<CmdletAttribute>()!.ConfirmImpact);
        }

        static List<string> CallsOf(Type type)
        {
            var host = FakeHost.Installed().WithServices("a");
            Pipeline.Of(type, new { Id = 1, Confirm = false }).Run().OrThrow();
            return [.. host.Calls];
        }
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void One_refused_service_does_not_keep_the_others(string name)
    {
        var type = TypeOf(name);
        var host = FakeHost.Installed().WithServices("a", "b", "c");
        Pipeline.Of(type, Bound(type, confirm: false, id: 2)).Run().OrThrow();
        var call = host.Writes.Single();
        host = FakeHost.Installed().WithServices("a", "b", "c");
        host.Faults[call] = new(ErrorIds.StatusForbids, ErrorKind.State, "Not now.", "2");
        var result = Pipeline.From(1, 2, 3).To(type, Bound(type, confirm: false)).Run();

        Assert.Null(result.TerminatingError);
        Assert.Equal(2, result.Output.Count);
        Assert.Equal(3, host.Writes.Count());
        var error = Assert.Single(result.Errors);
        Assert.Equal(($"{ErrorIds.StatusForbids},{type.FullName}", ErrorCategory.InvalidOperation, (object)2L), (error.FullyQualifiedErrorId, error.CategoryInfo.Category, error.TargetObject));
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void A_service_comes_by_number_by_object_and_by_a_row_of_a_file(string name)
    {
        var host = FakeHost.Installed().WithServices("a", "b", "c");
        var result = Pipeline.From(1, host.ServiceTable[1], Row(new { ServiceId = "3" })).To(TypeOf(name), Bound(TypeOf(name), confirm: false)).Run().OrThrow();

        Assert.Equal(3, result.Output.Count);
        Assert.Equal(3, host.Writes.Count());
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void What_is_not_there_and_what_is_no_service_are_errors_of_their_own(string name)
    {
        var host = FakeHost.Installed().WithServices("a");
        var result = Pipeline.From(9, "web", 1).To(TypeOf(name), Bound(TypeOf(name), confirm: false)).Run();

        Assert.Equal([ErrorIds.ServiceNotFound, ErrorIds.NotAProvisionedService], result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal([9L, (object)"web"], result.Errors.Select(e => e.TargetObject));
        Assert.Single(host.Writes);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void What_comes_out_can_be_waited_for(string name)
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        Pipeline.From(1, 2).To(TypeOf(name), Bound(TypeOf(name), confirm: false)).To<WaitProvisionedServiceCommand>().Run().OrThrow();
        Assert.Contains("Services.Wait 1,2 True ", host.Calls);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void The_question_names_number_name_machine_and_server(string name)
    {
        FakeHost.Installed().WithServices("web");
        var asked = Assert.Single(Pipeline.Of(TypeOf(name), Bound(TypeOf(name), confirm: true, id: 1)).Answering(_ => false).Run().OrThrow().Questions);
        Assert.Contains("1 web.example.com (VM 101 on pve1)", asked.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Namesakes))]
    public void A_service_of_Windows_is_sent_to_its_own_cmdlet(string name, string windows)
    {
        var type = TypeOf(name);
        foreach (var typeName in new[] { "System.ServiceProcess.ServiceController", "Deserialized.System.ServiceProcess.ServiceController", "System.Service.ServiceController#StartupType" })
        {
            var host = FakeHost.Installed().WithServices("a");
            // A property that would name one of ours: the type decides.
            var spooler = Row(new { ServiceName = "Spooler", ServiceId = 1 });
            spooler.TypeNames.Insert(0, typeName);
            var error = Assert.Single(Pipeline.From(spooler).To(type, new { Confirm = false }).Run().Errors);

            Assert.StartsWith(ErrorIds.NotAProvisionedService, error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains($@"Microsoft.PowerShell.Management\{windows}.", error.ToString(), StringComparison.Ordinal);
            Assert.Contains("'Spooler' is a service of Windows", error.ToString(), StringComparison.Ordinal);
            Assert.Empty(host.Writes);
        }
    }

    [Theory]
    [MemberData(nameof(Namesakes))]
    public void Bare_text_is_refused_however_it_comes_and_the_Windows_cmdlet_is_named(string name, string windows)
    {
        var host = FakeHost.Installed().WithServices("Spooler");
        var type = TypeOf(name);
        foreach (var result in new[]
        {
            Pipeline.Of(type, new { Id = "Spooler", Confirm = false }).Run(), Pipeline.Of(type, new { Name = "Spooler", Confirm = false }).Run(),
            Pipeline.Of(type, new { DisplayName = "Spooler", Confirm = false }).Run(), Pipeline.From("Spooler").To(type, new { Confirm = false }).Run(),
            Pipeline.Of(type, new { Id = "1", Confirm = false }).Run(),
        })
        {
            var error = Assert.Single(result.Errors);
            Assert.StartsWith($"{ErrorIds.NotAProvisionedService},", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains($@"Microsoft.PowerShell.Management\{windows}.", error.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(host.Writes);
    }

    [Theory]
    [InlineData(nameof(SuspendServiceCommand), "Services.Suspend 1")]
    [InlineData(nameof(StopProvisionedVmCommand), "VirtualMachines.Stop 1")]
    [InlineData(nameof(RestartProvisionedVmCommand), "VirtualMachines.Restart 1")]
    public void How_it_is_switched_off_reaches_the_host(string name, string call)
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of(TypeOf(name), new { Id = 1 }).Run().OrThrow();
        Pipeline.Of(TypeOf(name), new { Id = 1, TimeoutSec = 90 }).Run().OrThrow();
        Pipeline.Of(TypeOf(name), new { Id = 1, Force = true }).Run().OrThrow();
        Assert.Equal([$"{call}  ", $"{call} False 00:01:30", $"{call} True "], host.Writes);

        Assert.NotNull(Pipeline.Of(TypeOf(name), new { Id = 1, TimeoutSec = 0 }).Run().TerminatingError);
        Assert.NotNull(Pipeline.Of(TypeOf(name), new { Id = 1, TimeoutSec = 5, Force = true }).Run().TerminatingError);
    }

    [Fact]
    public void Backups_are_kept_when_asked()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of<RemoveServiceCommand>(new { Id = 1, KeepBackups = true, Confirm = false }).Run().OrThrow();
        Assert.Equal(["Services.Terminate 1 True"], host.Writes);
    }

    [Fact]
    public void A_foreign_machine_is_left_when_asked()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of<RemoveServiceCommand>(new { Id = 1, LeaveMachine = true, Confirm = false }).Run().OrThrow();
        Assert.Equal(["Services.Terminate 1 False leaving"], host.Writes);
    }

    [Fact]
    public void What_is_written_is_the_service_with_what_it_has_to_do()
    {
        FakeHost.Installed().WithServices("a");
        var service = Assert.IsType<ProvisionedService>(Assert.Single(Pipeline.Of<SuspendServiceCommand>(new { Id = 1 }).Run().OrThrow().Output));
        Assert.Equal(("Suspend", OperationState.Queued), (service.Operation, service.OperationState!.Value));
    }

    [Theory]
    [InlineData(nameof(SuspendServiceCommand), "Suspend")]
    [InlineData(nameof(ResumeServiceCommand), "Resume")]
    [InlineData(nameof(RemoveServiceCommand), "Terminate")]
    [InlineData(nameof(StartProvisionedVmCommand), "Start")]
    [InlineData(nameof(StopProvisionedVmCommand), "Stop")]
    [InlineData(nameof(RestartProvisionedVmCommand), "Restart")]
    public void WhatIf_finds_what_would_be_refused(string name, string operation)
    {
        var host = FakeHost.Installed().WithServices("a");
        host.Forbidden[operation] = new(ErrorIds.StatusForbids, ErrorKind.State, "Not now.", "1");
        var result = Pipeline.Of(TypeOf(name), new { Id = 1, WhatIf = true }).Run();

        Assert.Empty(host.Writes);
        Assert.StartsWith(ErrorIds.StatusForbids, Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private static Type TypeOf(string name) => ActionTypes.Single(t => t.Name == name);

    private static Dictionary<string, object?> Bound(Type type, bool confirm, int? id = null)
    {
        var bound = new Dictionary<string, object?> { ["Confirm"] = confirm };
        if (id is not null) bound["Id"] = id;
        foreach (var (name, value) in Needed.GetValueOrDefault(type.Name) ?? []) bound[name] = value;
        return bound;
    }
}
