using Provisioning.Http;

namespace Provisioning.Tests.Http;

public sealed class TlsTests
{
    private const string Plain = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    private const string Contradictory = "HTTP/1.1 200 OK\r\nConnection: close\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\n{}";
    private const string Closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

    private static ServerConnection Connect(TlsServer server, TransportOptions options) =>
        new("lab", [server.Address], "", options with { ConnectTimeout = TimeSpan.FromSeconds(5), MaxRetries = 0 });

    private static Task<HttpReply> Send(ServerConnection connection) =>
        connection.SendAsync(new HttpCall { Method = HttpMethod.Get, Path = "/" }, CallScope.None, default);

    [Fact]
    public async Task A_certificate_nobody_signed_is_refused_and_its_thumbprint_named()
    {
        await using var server = new TlsServer(Plain);
        using var connection = Connect(server, new TransportOptions());
        var error = (await Assert.ThrowsAsync<ProvisioningException>(() => Send(connection))).Error;
        Assert.Equal((ErrorIds.CertificateRejected, false), (error.Id, error.Retryable));
        Assert.Contains(server.Thumbprint, error.Message, StringComparison.Ordinal);
        Assert.Equal(server.Thumbprint, connection.SeenThumbprint);
    }

    [Fact]
    public async Task A_pinned_certificate_is_trusted_however_the_thumbprint_is_written()
    {
        await using var server = new TlsServer(Plain);
        var pin = string.Join(':', server.Thumbprint.ToLowerInvariant().Chunk(2).Select(pair => new string(pair)));
        using var connection = Connect(server, new TransportOptions { CertificateThumbprints = [new string('0', 64), pin] });
        Assert.Equal(200, (await Send(connection)).Status);
    }

    [Fact]
    public async Task Any_other_certificate_than_a_pinned_one_is_refused()
    {
        await using var server = new TlsServer(Plain);
        using var connection = Connect(server, new TransportOptions { CertificateThumbprints = [new string('A', 64)] });
        var error = (await Assert.ThrowsAsync<ProvisioningException>(() => Send(connection))).Error;
        Assert.Equal(ErrorIds.CertificateRejected, error.Id);
    }

    [Fact]
    public async Task Without_the_check_any_certificate_will_do()
    {
        await using var server = new TlsServer(Plain);
        using var connection = Connect(server, new TransportOptions { SkipCertificateCheck = true });
        Assert.Equal(200, (await Send(connection)).Status);
    }

    [Fact]
    public void A_thumbprint_of_another_length_is_an_error_at_once() => Assert.Equal(ErrorIds.InvalidValue,
        Assert.Throws<ProvisioningException>(() => new ServerConnection("x", [new Uri("https://x")], "", new TransportOptions { CertificateThumbprints = ["AB:CD"] })).Error.Id);

    [Theory]
    [InlineData(Contradictory, true, 1), InlineData(Contradictory, false, 5), InlineData(Closing, true, 5), InlineData(Plain, true, 1)]
    public async Task A_connection_said_to_be_closed_and_kept_is_kept(string answer, bool ignore, int connections)
    {
        await using var server = new TlsServer(answer);
        using var connection = Connect(server, new TransportOptions { SkipCertificateCheck = true, IgnoreContradictoryClose = ignore });
        for (var i = 0; i < 5; i++) Assert.Equal(200, (await Send(connection)).Status);
        Assert.Equal(connections, server.Connections);
    }

    [Fact]
    public async Task Nobody_at_home_is_unreachable()
    {
        using var connection = new ServerConnection("lab", [new Uri("https://127.0.0.1:1")], "", new TransportOptions { MaxRetries = 0 });
        var error = (await Assert.ThrowsAsync<ProvisioningException>(() => Send(connection))).Error;
        Assert.Equal((ErrorIds.ServerUnreachable, true), (error.Id, error.Retryable));
    }

    [Theory]
    [InlineData("garbage\r\n\r\n"), InlineData("HTTP/1.1 999999 X\r\n\r\n"), InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")]
    public async Task What_is_not_http_is_a_typed_error(string answer)
    {
        await using var server = new TlsServer(answer);
        using var connection = Connect(server, new TransportOptions { SkipCertificateCheck = true, RequestTimeout = TimeSpan.FromSeconds(1) });
        var error = (await Assert.ThrowsAsync<ProvisioningException>(() => Send(connection))).Error;
        Assert.Contains(error.Id, new[] { ErrorIds.BadReply, ErrorIds.ServerTimeout, ErrorIds.ServerUnreachable });
    }
}
