using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>Whoever is shown a password gets in with it, at every moment.</summary>
public sealed class PasswordTests() : DeliveredMachine(after: TimeSpan.FromSeconds(10))
{
    [Fact]
    public void The_guest_agent_sets_it_without_a_restart()
    {
        _process.ResetPassword("tell nobody 1");
        End();
        Assert.Equal("tell nobody 1", Password());
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Path.Contains("/status/", StringComparison.Ordinal) && r.Method == "POST");
        InForce();
        // Cloud-init knows it too, or its next run would bring back the old one.
        Ends("Restart");
        InForce();
        NeverTold("tell nobody 1");
    }

    [Fact]
    public void One_is_made_up_when_none_is_given()
    {
        var before = Password();
        _process.ResetPassword();
        End();
        Assert.NotEqual(before, Password());
        Assert.Equal(20, Password().Length);
        InForce();
        NeverTold(Password());
    }

    [Fact]
    public void Without_an_agent_a_running_machine_keeps_the_old_one_unless_it_may_restart()
    {
        var before = Password();
        _world.Lab.SetOption(100, "agent", null);
        _process.ResetPassword("not yet");
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.GuestAgentMissing, VmStatus.Ready), (Service.OperationState!.Value, Service.LastError!.Id, Service.LocalStatus));
        Assert.Contains("-Restart", Service.LastError.Message, StringComparison.Ordinal);
        Assert.Equal(before, Password());
        InForce();
        _process.ResetPassword("now then", restart: true);
        End();
        Assert.Equal("now then", Password());
        Assert.Equal(["shutdown", "start"], Power());
        InForce();
        Assert.Equal(1, Secrets());
    }

    [Fact]
    public void Trouble_on_the_way_to_the_agent_restarts_nothing()
    {
        _world.Lab.Faults.Once("POST", "*/agent/set-user-password", new LabEffect { Drop = LabMoment.Before });
        _process.ResetPassword("at the second try", restart: true);
        End();
        Assert.Equal("at the second try", Password());
        Assert.Empty(Power());
        InForce();
    }

    [Fact]
    public void A_guest_that_is_booting_is_waited_for()
    {
        Ends("Stop");
        Ends("Start");
        _world.Lab.ClearRequestLog();
        _process.ResetPassword("once it is up", restart: true);
        End();
        Assert.Equal("once it is up", Password());
        Assert.Empty(Power());
        InForce();
    }

    [Fact]
    public void An_agent_that_never_answers_is_none()
    {
        var scenario = LabScenario.Demo();
        scenario.Vm(9000).Guest.Agent = false;
        using var world = new VmWorld(scenario);
        using var process = world.Start();
        process.Order();
        process.TickToTheEnd();
        process.ResetPassword("never");
        process.TickToTheEnd();
        Assert.Equal(ErrorIds.GuestAgentMissing, world.Services()[0].LastError?.Id);
        process.ResetPassword("restarted", restart: true);
        process.TickToTheEnd();
        Assert.Null(world.Services()[0].OperationState);
        Assert.Equal("restarted", world.Store.Read(r => r.Secret("service/1/password"))!.Reveal());
        Invariants.Hold(world);
    }

    [Fact]
    public void A_machine_that_is_off_gets_it_at_its_start_and_stays_off()
    {
        Ends("Stop");
        _process.ResetPassword("for later");
        End();
        Assert.Equal(("for later", "stopped"), (Password(), Machine.Status));
        Ends("Start");
        InForce();
    }

    [Theory]
    [InlineData("four")]
    [InlineData("two\nlines")]
    [InlineData("$6$salt$hash")]
    public void One_that_a_guest_would_not_take_is_refused(string password)
    {
        var refused = Assert.Throws<ProvisioningException>(() => _process.ResetPassword(password)).Error;
        Assert.Equal(ErrorIds.InvalidValue, refused.Id);
        Assert.DoesNotContain(password, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_brought_along_goes_with_its_operation()
    {
        _process.ResetPassword("first one");
        _process.ResetPassword("second one");
        Assert.Equal(3, Secrets());
        End();
        Assert.Equal(("second one", 1), (Password(), Secrets()));
        InForce();
        _process.ResetPassword("never given");
        _process.Request("Terminate");
        End();
        Assert.Equal(0, Secrets());
    }

    private string Password() => _world.Store.Read(r => r.Secret("service/1/password"))!.Reveal();

    /// <summary>How many secrets the service has, operations' own included.</summary>
    private int Secrets() => _world.Store.Read(r => Enumerable.Range(0, 40).Count(id => r.Secret($"service/1/operation/{id}/password") is not null) + (r.Secret("service/1/password") is null ? 0 : 1));

    private void InForce() => Assert.Equal(Invariants.Fingerprint(Password()), Machine.GuestPasswords["admin"]);

    private void NeverTold(string password)
    {
        Assert.DoesNotContain(_world.Journal(1), e => e.Message.Contains(password, StringComparison.Ordinal));
        Assert.DoesNotContain(_world.Store.Read(r => r.CallPage(new RecordFilter(), 0, 10_000)), c => $"{c.Path} {c.Parameters} {c.Error}".Contains(password, StringComparison.Ordinal));
    }
}
