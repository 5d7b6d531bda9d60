using System.Text.Encodings.Web;
using System.Text.Json;
using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Proxmox;

namespace Provisioning.Tests.ProxmoxSteps;

public class SecrecyTests
{
    private const string Given = "Tr0ub4dor&3=;+é x";
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Everything that a face can read of an order, whatever the server said back.</summary>
    [Theory]
    [InlineData(Given, 400)]
    [InlineData(null, 500)]
    [InlineData(Given, 596)]
    public void No_secret_of_a_deploy_can_be_read_anywhere(string? password, int status)
    {
        using var world = new StepWorld();
        world.Packages.Create(StepWorld.Full);
        var id = world.Submit(StepWorld.Order("full") with { Password = password is null ? null : new SecretText(password) });
        var known = world.Store.Read(r => r.Secret(SecretNames.OfService(id, VmSecrets.Password)))!.Reveal();
        var token = world.Lab.Scenario.Tokens[0].Secret;
        // The server answers the request that carries the password with the password.
        world.Lab.Faults.Add(new LabFault
        {
            Method = "PUT", Path = "/nodes/*/config", Nth = RequestWithPassword(),
            Effect = new LabEffect { Status = status, Text = $"cipassword: '{known}' ({Uri.EscapeDataString(known)}), token {token}" },
        });
        world.TickFor(TimeSpan.FromHours(1));
        if (world.Row(id).LocalStatus != VmStatus.Ready) world.Clock.Run(() => world.Engine.TickAsync(new TickOptions { ServiceIds = [id] }, null, CancellationToken.None));
        world.TickFor(TimeSpan.FromHours(1));
        world.AssertReady(id);

        var readable = JsonSerializer.Serialize(new
        {
            Journal = world.Journal(id),
            Calls = world.Store.Read(r => r.CallPage(new RecordFilter(), 0, 10_000)),
            Services = world.Service(id),
            Operations = world.Store.Read(r => r.OperationPage(null, true, null, 0, 100)),
            Servers = world.Store.Read(r => r.Servers()),
        }, s_plain);

        Assert.Contains("cipassword: '********'", readable, StringComparison.Ordinal);
        Assert.Contains("cipassword=********", readable, StringComparison.Ordinal);
        foreach (var secret in new[] { known, Uri.EscapeDataString(known), token, Keys.Ed25519.Split(' ')[1] })
            Assert.DoesNotContain(secret, readable, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_in_a_record_shows_as_stars()
    {
        var order = StepWorld.Order("full") with { Password = new SecretText(Given) };
        Assert.DoesNotContain(Given, order.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Tr0ub4dor", JsonSerializer.Serialize(order), StringComparison.Ordinal);
    }

    /// <summary>Which of a full deploy's changes of the configuration carries the password.</summary>
    private static int RequestWithPassword()
    {
        using var world = new StepWorld();
        world.Deploy(StepWorld.Full);
        return world.Lab.RequestLog.Where(request => request.Method == "PUT" && request.Path.EndsWith("/config", StringComparison.Ordinal))
            .TakeWhile(request => !request.Body.Contains("cipassword", StringComparison.Ordinal)).Count() + 1;
    }
}
