using System.Management.Automation;
using PowerShellDouble;
using Provisioning.Commands;
using static Provisioning.Cmdlets.Tests.Cmdlets.CmdletAssert;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class ServerCmdletTests
{
    [Fact]
    public void A_token_is_registered_as_typed()
    {
        var host = FakeHost.Installed();
        var result = Pipeline.Of<RegisterProvisioningServerCommand>(new { Name = "pve1", Endpoint = new object[] { "pve1.example.com", "https://10.0.0.2:8443" }, Credential = Credential(@"root@pam!ops\x", "s3cret"), RequestTimeoutSec = 5 }).Run().OrThrow();

        var server = Assert.Single(result.OutputOf<ProvisioningServer>());
        Assert.Equal((@"root@pam!ops\x", ServerAuthentication.ApiToken, TimeSpan.FromSeconds(5)), (server.UserName, server.Authentication, server.RequestTimeout));
        Assert.Equal(["https://pve1.example.com:8006/", "https://10.0.0.2:8443/"], server.Endpoints.Select(e => e.ToString()));
        Assert.Equal(4, server.MaxClonesPerNode);
        Assert.Equal("s3cret", host.LastSecret);
    }

    [Fact]
    public void A_user_without_a_token_signs_in_with_a_password() =>
        Assert.Equal(
            ServerAuthentication.Password,
            Registered(Credential("root@pam", "x")).Authentication);

    [Theory]
    [InlineData("pve1", "https://pve1:8006/")]
    [InlineData("pve1:443", "https://pve1/")]
    [InlineData("https://pve1", "https://pve1/")]
    [InlineData("https://[2001:db8::1]:8006/", "https://[2001:db8::1]:8006/")]
    public void A_host_name_is_address_enough(string typed, string address) =>
        Assert.Equal(new Uri(address), Registered(Credential("root@pam", "x"), typed).Endpoints[0]);

    [Fact]
    public void What_is_no_address_ends_it()
    {
        FakeHost.Installed();
        var result = Pipeline.Of<RegisterProvisioningServerCommand>(new { Name = "a", Endpoint = "ht tp:/", Credential = Credential("u", "x") }).Run();
        Assert.Contains("is not the address of a server", result.TerminatingError?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Set_changes_what_was_named_and_nothing_else()
    {
        var host = FakeHost.Installed().WithServers("pve1");
        var before = host.ServerTable[0];
        var result = Pipeline.Of<SetProvisioningServerCommand>(new { Name = "pve1", MaxClonesPerNode = 2 }).Run().OrThrow();

        Assert.Empty(result.Output);
        Assert.Equal(before with { MaxClonesPerNode = 2 }, host.ServerTable[0]);
        Assert.Null(host.LastSecret);
    }

    [Fact]
    public void Set_with_a_credential_changes_user_secret_and_way_of_signing_in()
    {
        var host = FakeHost.Installed().WithServers("pve1");
        var result = Pipeline.Of<SetProvisioningServerCommand>(new { Name = "pve1", Credential = Credential("admin@pve", "new"), Notes = "", PassThru = true }).Run().OrThrow();

        var server = Assert.Single(result.OutputOf<ProvisioningServer>());
        Assert.Equal(("admin@pve", ServerAuthentication.Password, null, "new"), (server.UserName, server.Authentication, server.Notes, host.LastSecret));
    }

    [Fact]
    public void A_plain_name_that_is_unknown_is_an_error_and_the_others_come()
    {
        FakeHost.Installed().WithServers("a", "c");
        var result = Pipeline.Of<GetProvisioningServerCommand>(new { Name = new[] { "a", "b", "c" } }).Run();

        Assert.Equal(["a", "c"], result.OutputOf<ProvisioningServer>().Select(s => s.Name));
        Failed<GetProvisioningServerCommand>(result, ErrorIds.ServerNotFound, ErrorCategory.ObjectNotFound, "b");
    }

    [Fact]
    public void A_pattern_may_find_nothing() =>
        Assert.Empty(Run<GetProvisioningServerCommand>(FakeHost.Installed().WithServers("a"), new { Name = "x*" }).OrThrow().Output);

    [Fact]
    public void Test_asks_every_registered_server()
    {
        var result = Run<TestProvisioningServerCommand>(FakeHost.Installed().WithServers("a", "b"), null).OrThrow();
        Assert.Equal(["a", "b"], result.OutputOf<ServerCheck>().Select(c => c.Server));
        Assert.Equal([true], Run<TestProvisioningServerCommand>(FakeHost.Installed().WithServers("a"), new { Name = "a", Quiet = true }).OrThrow().Output);
    }

    [Fact]
    public void Test_tries_a_server_before_it_is_registered()
    {
        var host = FakeHost.Installed();
        var result = Run<TestProvisioningServerCommand>(host, new { Endpoint = "pve9", Credential = Credential("root@pam!t", "z") }).OrThrow();

        Assert.False(Assert.Single(result.OutputOf<ServerCheck>()).Success);
        Assert.Contains("Servers.Check https://pve9:8006/ root@pam!t", host.Calls);
        Assert.Equal("z", host.LastSecret);
    }

    [Fact]
    public void Unregister_asks_first_and_removes_when_allowed()
    {
        var host = FakeHost.Installed().WithServers("a", "b");
        var result = Pipeline.From(host.ServerTable[0], host.ServerTable[1]).To<UnregisterProvisioningServerCommand>(new { PassThru = true }).Answering(q => q.Target == "b").Run().OrThrow();

        Assert.Equal(["b"], result.OutputOf<ProvisioningServer>().Select(s => s.Name));
        Assert.Equal(["a"], host.ServerTable.Select(s => s.Name));
    }

    private static ProvisioningServer Registered(PSCredential credential, string endpoint = "pve1") =>
        Run<RegisterProvisioningServerCommand>(FakeHost.Installed(), new { Name = "a", Endpoint = endpoint, Credential = credential }).OrThrow().OutputOf<ProvisioningServer>()[0];

    private static PipelineResult Run<T>(FakeHost host, object? parameters) where T : Cmdlet
    {
        Assert.NotNull(host);
        return Pipeline.Of<T>(parameters).Run();
    }
}
