using System.Net;
using System.Text;

namespace Provisioning.Lab.Cloudflare;

/// <summary>Answers an <see cref="HttpClient"/> from a simulated service in memory, on the caller's thread.</summary>
public sealed class CloudflareHandler(CloudflareLab lab) : HttpMessageHandler
{
    private const string Root = "/client/v4";

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var path = request.RequestUri!.AbsolutePath;
        if (!path.StartsWith(Root, StringComparison.Ordinal)) return new HttpResponseMessage(HttpStatusCode.NotFound) { RequestMessage = request };
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var authorization = request.Headers.NonValidated.TryGetValues("Authorization", out var values) ? values.ToString() : null;
        var answer = lab.Handle(request.Method.Method, path[Root.Length..], request.RequestUri.Query.TrimStart('?'), authorization, body)
            ?? throw new HttpRequestException(HttpRequestError.ResponseEnded, "An error occurred while sending the request.", new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely."));
        var message = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            Content = new StringContent(answer.Body, Encoding.UTF8, "application/json"),
            RequestMessage = request,
            Version = HttpVersion.Version11,
        };
        foreach (var (name, value) in answer.Headers ?? []) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }
}
