namespace Provisioning.Tests.ProxmoxClient;

public sealed class TicketTests : IDisposable
{
    private readonly PveRig _rig = new(ServerAuthentication.Password, "op@pve", "hunter two");

    public void Dispose() => _rig.Dispose();

    private PveRig SignIn(string name)
    {
        _rig.Handler.Data($$"""{"ticket":"PVE:op@pve:{{name}}::sig==","CSRFPreventionToken":"csrf-{{name}}","username":"op@pve"}""");
        return _rig;
    }

    [Fact]
    public void One_ticket_serves_until_it_is_renewed_before_its_end()
    {
        SignIn("A").Handler.Data("""{"version":"9.2.11"}""").Data("null");
        _rig.Run(_rig.Api.GetVersionAsync(default));
        Assert.Equal(("POST", "/api2/json/access/ticket", "username=op%40pve&password=hunter+two"), (_rig.Handler.Seen[0].Method, _rig.Handler.Seen[0].PathAndQuery, _rig.Handler.Seen[0].Body));
        Assert.Equal("PVEAuthCookie=PVE%3Aop%40pve%3AA%3A%3Asig%3D%3D", _rig.Last.Header("Cookie"));
        Assert.Null(_rig.Last.Header("CSRFPreventionToken"));
        _rig.Run(_rig.Api.RegenerateCloudInitAsync(PveRig.Vm, default));
        Assert.Equal("csrf-A", _rig.Last.Header("CSRFPreventionToken"));
        Assert.Equal(3, _rig.Handler.Seen.Count);

        _rig.Clock.Advance(TimeSpan.FromMinutes(91));
        SignIn("B").Handler.Data("""{"version":"9.2.11"}""");
        _rig.Run(_rig.Api.GetVersionAsync(default));
        Assert.Contains("B", _rig.Last.Header("Cookie"), StringComparison.Ordinal);
        Assert.Contains("password=********", _rig.Log.Calls[0].Parameters, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ticket_refused_is_renewed_once_even_for_a_change()
    {
        SignIn("A").Handler.Reply(401, reason: "Permission denied - invalid csrf token");
        SignIn("B").Handler.Data("null");
        _rig.Run(_rig.Api.RegenerateCloudInitAsync(PveRig.Vm, default));
        Assert.Equal(4, _rig.Handler.Seen.Count);
    }

    [Fact]
    public void A_second_refusal_is_the_end_and_the_server_is_left_alone_for_a_while()
    {
        SignIn("A").Handler.Reply(401);
        SignIn("B").Handler.Reply(401, reason: "Authentication failed!");
        Assert.Equal((ErrorIds.CredentialRejected, false), Pair(_rig.Fails(_rig.Api.GetVersionAsync(default))));
        Assert.Equal(4, _rig.Handler.Seen.Count);
        Assert.Equal((ErrorIds.CredentialRejected, false), Pair(_rig.Fails(_rig.Api.GetVersionAsync(default))));
        Assert.Equal(4, _rig.Handler.Seen.Count);
    }

    [Fact]
    public void A_wrong_password_is_asked_for_once_and_never_shown()
    {
        _rig.Handler.Reply(401, """{"message":"authentication failure for hunter two\n","data":null}""", "authentication failure");
        var error = _rig.Fails(_rig.Api.GetVersionAsync(default));
        Assert.Equal(ErrorIds.CredentialRejected, error.Id);
        Assert.DoesNotContain("hunter two", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter two", string.Concat(_rig.Log.Calls.Select(call => call.ToString())), StringComparison.Ordinal);
        _rig.Fails(_rig.Api.GetVersionAsync(default));
        Assert.Single(_rig.Handler.Seen);
        _rig.Clock.Advance(TimeSpan.FromSeconds(31));
        SignIn("A").Handler.Data("""{"version":"9"}""");
        _rig.Run(_rig.Api.GetVersionAsync(default));
    }

    [Fact]
    public void A_second_factor_is_named()
    {
        _rig.Handler.Data("""{"ticket":"PVE:!tfa!","NeedTFA":1}""");
        Assert.Contains("second factor", _rig.Fails(_rig.Api.GetVersionAsync(default)).Message, StringComparison.Ordinal);
    }

    private static (string, bool) Pair(ProvisioningError error) => (error.Id, error.Retryable);
}
