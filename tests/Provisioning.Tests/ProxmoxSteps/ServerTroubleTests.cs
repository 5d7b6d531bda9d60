using Provisioning.Engine;
using Provisioning.Lab;

namespace Provisioning.Tests.ProxmoxSteps;

/// <summary>Deploys on servers that are reached in other ways, or lose parts of themselves meanwhile.</summary>
public class ServerTroubleTests
{
    [Fact]
    public void Signed_in_with_a_password_a_deploy_goes_on_under_a_new_ticket_when_the_old_one_has_run_out()
    {
        using var world = new StepWorld();
        world.Store.Write(Durability.Full, w =>
        {
            w.SaveServer(w.Server(StepWorld.ServerName)! with { Authentication = ServerAuthentication.Password, UserName = "root@pam" });
            w.SetSecret(SecretNames.OfServer(StepWorld.ServerName), new SecretText("secret"));
        });
        var id = StandingAfterTheClone(world);
        Assert.Single(SignIns(world));

        world.Clock.Advance(TimeSpan.FromHours(3));
        world.TickFor(TimeSpan.FromMinutes(10));

        world.AssertReady(id);
        Assert.Equal(2, SignIns(world).Count());
        Assert.DoesNotContain(world.Lab.RequestLog, request => request.Status == 401);
    }

    [Fact]
    public void A_deploy_goes_on_through_another_endpoint_when_the_first_is_gone()
    {
        using var world = new StepWorld();
        var id = StandingAfterTheClone(world, "pve2");
        world.Lab.SetNodeOnline("pve1", false);
        world.Lab.ClearRequestLog();

        world.TickFor(TimeSpan.FromMinutes(10));

        world.AssertReady(id);
        Assert.All(world.Lab.RequestLog, request => Assert.Equal("pve2", request.Endpoint));
        Assert.Contains(world.Journal(id), line => line.Event == JournalEvent.Retried && line.Message.Contains("sent again to pve2:8006", StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_that_goes_down_is_waited_for()
    {
        using var world = new StepWorld();
        var id = StandingAfterTheClone(world, "pve3");
        world.Lab.SetNodeOnline("pve3", false);

        world.TickFor(TimeSpan.FromMinutes(30));

        Assert.Equal((VmStatus.Clone, ErrorIds.NodeUnreachable, OperationState.Retrying),
            (world.Row(id).LocalStatus, world.Service(id).LastError?.Id, world.Service(id).OperationState));
        world.Lab.SetNodeOnline("pve3", true);
        world.TickFor(TimeSpan.FromHours(1));
        world.AssertReady(id);
        Assert.Equal(2, world.Lab.Vms.Count);
    }

    [Fact]
    public void A_task_whose_node_does_not_answer_is_waited_for_and_its_service_says_so()
    {
        using var world = new StepWorld();
        world.Packages.Create(StepWorld.Small);
        var id = world.Submit(StepWorld.Order("small") with { TargetNode = "pve2" });
        world.Lab.Faults.Once("POST", "/nodes/*/clone", new LabEffect { TaskExtraSeconds = 120 });
        world.TickFor(TimeSpan.FromSeconds(5));
        // The list of the cluster's tasks leaves the node out, and it can't be asked for the one task.
        var list = world.Lab.Faults.Add(new LabFault { Method = "GET", Path = "/cluster/tasks", Effect = new LabEffect { Garbage = """{"data":[]}""" } });
        var task = world.Lab.Faults.Add(new LabFault { Method = "GET", Path = "/nodes/*/tasks/*/status", Effect = new LabEffect { Status = 595, Text = "No route to host" } });

        world.TickFor(TimeSpan.FromMinutes(1));

        Assert.Equal((OperationState.Waiting, ErrorIds.NodeUnreachable), (world.Service(id).OperationState, world.Service(id).LastError?.Id));
        Assert.Single(world.Journal(id), line => line.Event == JournalEvent.Retried && line.ErrorId == ErrorIds.NodeUnreachable);
        world.Lab.Faults.Remove(list);
        world.Lab.Faults.Remove(task);
        world.TickFor(TimeSpan.FromMinutes(10));
        world.AssertReady(id);
        Assert.Null(world.Service(id).LastError);
    }

    [Fact]
    public void Tasks_that_end_with_warnings_have_succeeded()
    {
        using var world = new StepWorld();
        foreach (var path in new[] { "/nodes/*/clone", "/nodes/*/status/start" })
            world.Lab.Faults.Add(new LabFault { Method = "POST", Path = path, Effect = new LabEffect { TaskWarning = "the storage is slow today" } });

        var id = world.Deploy(StepWorld.Full);

        world.AssertReady(id);
        Assert.Contains(world.Lab.Tasks, task => task.ExitStatus == "WARNINGS: 1");
        Assert.Contains(world.Journal(id), line => line.Message.Contains("WARNINGS: 1", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Journal(id), line => line.ErrorId is not null);
    }

    [Fact]
    public void Under_high_availability_the_start_task_ends_before_the_machine_runs()
    {
        using var world = new StepWorld();
        var id = StandingAfterTheClone(world);
        world.Lab.SetHaManaged(int.Parse(world.Row(id).RemoteId!), true);

        world.TickFor(TimeSpan.FromMinutes(10));

        world.AssertReady(id);
        Assert.Single(world.Lab.Tasks, task => task.Type == "hastart");
        Assert.DoesNotContain(world.Lab.Tasks, task => task.Type == "qmstart");
        Assert.Contains(world.Journal(id), line => line is { Event: JournalEvent.Waiting, Step: "ready" });
        Assert.Equal("running", world.Vm(id).Status);
    }

    /// <summary>A full order whose machine exists and whose next step is put off by a lock.</summary>
    private static long StandingAfterTheClone(StepWorld world, string? node = null)
    {
        world.Packages.Create(StepWorld.Full);
        var id = world.Submit(StepWorld.Order("full") with { TargetNode = node });
        world.Lab.Faults.Once("PUT", "/nodes/*/config", new LabEffect { Status = 500, Text = "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout" });
        world.TickFor(TimeSpan.FromSeconds(2));
        Assert.Equal(VmStatus.Clone, world.Row(id).LocalStatus);
        return id;
    }

    private static IEnumerable<LabLogEntry> SignIns(StepWorld world) => world.Lab.RequestLog.Where(request => request.Path.EndsWith("/access/ticket", StringComparison.Ordinal));
}
