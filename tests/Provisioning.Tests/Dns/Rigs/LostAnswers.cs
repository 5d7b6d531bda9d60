namespace Provisioning.Tests.Dns;

/// <summary>Loses the answer of a request that was carried out.</summary>
internal sealed class ForgetfulHandler(HttpMessageHandler inner, Fuse fuse) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (request.Method == HttpMethod.Get || !fuse.Burns()) return response;
        response.Dispose();
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer was lost.");
    }
}

/// <summary>Loses the answers on a connection once.</summary>
internal sealed class ForgetfulStream(Stream inner, Fuse fuse) : ReadingStream(inner)
{
    protected override void OnRead(Span<byte> octets)
    {
        if (fuse.Burns()) throw new IOException("The answer was lost.");
    }
}
