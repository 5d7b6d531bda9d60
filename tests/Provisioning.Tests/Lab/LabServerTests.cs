using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Newtonsoft.Json.Linq;
using Provisioning.Lab;

namespace Provisioning.Tests.Lab;

public class LabServerTests
{
    private static async Task<(LabServer Server, HttpClient Client)> StartAsync()
    {
        var server = await LabServer.StartAsync(new LabOptions { EndpointPerNode = true });
        var fingerprint = server.Fingerprint.Replace(":", "", StringComparison.Ordinal);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == fingerprint;
        var client = new HttpClient(handler) { BaseAddress = server.BaseUri };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "PVEAPIToken=" + server.ApiToken);
        return (server, client);
    }

    [Fact]
    public async Task It_answers_over_tls_like_a_real_server()
    {
        var (server, client) = await StartAsync();
        await using var _ = server;
        using var version = await client.GetAsync("/api2/json/version");
        Assert.Equal("9.2.11", (string?)JObject.Parse(await version.Content.ReadAsStringAsync())["data"]!["version"]);
        Assert.NotEqual(true, version.Headers.ConnectionClose);

        using var missing = await client.GetAsync("/api2/json/nodes/pve1/qemu/777/status/current");
        Assert.Equal((HttpStatusCode.InternalServerError, "Configuration file 'nodes/pve1/qemu-server/777.conf' does not exist", true), (missing.StatusCode, missing.ReasonPhrase, missing.Headers.ConnectionClose));
        using var unknown = await client.GetAsync("/api2/json/nope");
        Assert.Equal((501, "Method 'GET /nope' not implemented"), ((int)unknown.StatusCode, unknown.ReasonPhrase));
    }

    [Fact]
    public async Task A_node_that_is_taken_down_refuses_connections_until_it_is_back()
    {
        var (server, client) = await StartAsync();
        await using var _ = server;
        var pve2 = new Uri(server.BaseUris["pve2"], "/api2/json/version");
        await server.TakeDownAsync("pve2");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(pve2));
        using (var through = await client.GetAsync("/api2/json/nodes/pve2/qemu")) Assert.Equal(595, (int)through.StatusCode);
        await server.BringUpAsync("pve2");
        using var back = await client.GetAsync(pve2);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    [Fact]
    public async Task Faults_can_be_set_over_the_control_endpoint()
    {
        var (server, client) = await StartAsync();
        await using var _ = server;
        using (var refused = await client.GetAsync("/lab/faults")) Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var control = new HttpRequestMessage(HttpMethod.Post, "/lab/faults") { Content = new StringContent("""{ "path": "/version", "times": 1, "effect": { "drop": "Before" } }""", Encoding.UTF8, "application/json") };
        control.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.ControlToken);
        using (var accepted = await client.SendAsync(control)) Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/api2/json/version"));
        using var after = await client.GetAsync("/api2/json/version");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);

        using var state = new HttpRequestMessage(HttpMethod.Get, "/lab/state");
        state.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.ControlToken);
        using var answer = await client.SendAsync(state);
        Assert.Equal("debian-12", (string?)JObject.Parse(await answer.Content.ReadAsStringAsync())["vms"]![0]!["name"]);
    }

    [Fact]
    public async Task The_program_prints_one_line_and_ends_when_told()
    {
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        var run = LabProgram.RunAsync(["--scenario", "recordings", "--speed", "10"], output, stop.Token);
        while (!output.ToString().Contains('\n', StringComparison.Ordinal)) await Task.Yield();
        await stop.CancelAsync();
        Assert.Equal(0, await run);
        var line = JObject.Parse(output.ToString());
        Assert.StartsWith("https://127.0.0.1:", (string?)line["url"], StringComparison.Ordinal);
        Assert.Equal("root@pam!full=11111111-2222-3333-4444-555555555555", (string?)line["tokens"]![0]);
        Assert.Equal(2, await LabProgram.RunAsync(["--bogus", "1"], output, CancellationToken.None));
    }
}
