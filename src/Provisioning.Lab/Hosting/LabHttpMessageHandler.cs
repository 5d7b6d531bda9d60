using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Provisioning.Lab;

/// <summary>
/// Answers an <see cref="HttpClient"/> from a data centre in memory. A request that needs no wait is answered on the
/// caller's thread before <c>SendAsync</c> returns; faults show as the exceptions a socket would raise.
/// </summary>
public sealed class LabHttpMessageHandler(LabDataCenter lab, string? endpoint = null) : HttpMessageHandler
{
    private const string Root = "/api2/json";
    private readonly string _connection = lab.NextConnectionName();

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (endpoint is not null && !lab.IsOnline(endpoint)) throw Refused(request);
        var path = request.RequestUri!.AbsolutePath;
        if (!path.StartsWith(Root, StringComparison.Ordinal)) return new HttpResponseMessage(HttpStatusCode.NotFound) { RequestMessage = request };
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var response = await lab.Api.HandleAsync(Translate(request, path[Root.Length..], body), cancellationToken).ConfigureAwait(false);
        return response.Dropped ? throw Dropped() : Translate(response, request);
    }

    private LabRequest Translate(HttpRequestMessage request, string path, string? body) => new()
    {
        Method = request.Method.Method,
        Path = path,
        Query = request.RequestUri!.Query.TrimStart('?'),
        Body = body,
        BodyBytes = body is null ? 0 : Encoding.UTF8.GetByteCount(body),
        ContentType = request.Content?.Headers.ContentType?.ToString(),
        Authorization = Header(request, "Authorization"),
        Cookie = Header(request, "Cookie"),
        CsrfToken = Header(request, "CSRFPreventionToken"),
        Endpoint = endpoint,
        ConnectionId = _connection,
    };

    private static HttpResponseMessage Translate(LabResponse response, HttpRequestMessage request)
    {
        HttpContent content = response.TruncateAt is { } length
            ? new StreamContent(new BrokenStream(Encoding.UTF8.GetBytes(response.Body[..length])))
            : new ByteArrayContent(Encoding.UTF8.GetBytes(response.Body));
        if (response.ContentType is { } type) content.Headers.TryAddWithoutValidation("Content-Type", type);
        var message = new HttpResponseMessage((HttpStatusCode)response.Status)
        {
            ReasonPhrase = response.Reason.Replace('\r', ' ').Replace('\n', ' '),
            Content = content,
            RequestMessage = request,
            Version = HttpVersion.Version11,
        };
        if (response.CloseConnection) message.Headers.ConnectionClose = true;
        return message;
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static HttpRequestException Dropped() => new(
        HttpRequestError.ResponseEnded,
        "An error occurred while sending the request.",
        new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely."));

    private static HttpRequestException Refused(HttpRequestMessage request) => new(
        HttpRequestError.ConnectionError,
        $"Connection refused ({request.RequestUri!.Authority})",
        new SocketException((int)SocketError.ConnectionRefused));

    /// <summary>A body that breaks off.</summary>
    private sealed class BrokenStream(byte[] start) : MemoryStream(start)
    {
        public override int Read(byte[] buffer, int offset, int count) => End(base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => End(base.Read(buffer));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            CopyTo(destination, bufferSize);
            return Task.CompletedTask;
        }

        private static int End(int read) => read > 0
            ? read
            : throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely, with more bytes expected.");
    }
}
