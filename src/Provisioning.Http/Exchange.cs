using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Polly;

namespace Provisioning.Http;

/// <summary>One call on its way: the tries it took, each made, timed and logged here.</summary>
internal sealed class Exchange(ServerConnection server, HttpCall call, CallScope scope, CancellationToken caller)
{
    private int _attempt;

    public HttpCall Call => call;

    /// <summary>One try at an endpoint; only the caller's own exceptions come out as such.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Outcome<TryOutcome>> TryAsync(Endpoint endpoint)
    {
        try
        {
            caller.ThrowIfCancellationRequested();
            scope.BeforeSend?.Invoke();
        }
        catch (Exception e)
        {
            return Outcome.FromException<TryOutcome>(e);
        }
        _attempt++;
        var (at, started) = (server.Clock.GetUtcNow(), server.Clock.GetTimestamp());
        using var timeout = endpoint.Timeout.Start(caller);
        TryOutcome outcome;
        try
        {
            outcome = new TryOutcome(TryKind.Answered, endpoint, await ExchangeAsync(endpoint, timeout.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException e) when (caller.IsCancellationRequested)
        {
            Record(endpoint, at, started, null, "given up by the caller");
            return Outcome.FromException<TryOutcome>(e);
        }
        catch (Exception e)
        {
            outcome = Classify(endpoint, e, timeout.Token);
        }
        Record(endpoint, at, started, outcome.Reply, outcome.Text);
        return Outcome.FromResult(outcome);
    }

    /// <summary>Logs that an endpoint was passed over.</summary>
    public void RecordResting(Endpoint endpoint) =>
        Record(endpoint, server.Clock.GetUtcNow(), server.Clock.GetTimestamp(), null, "left alone after too many failures");

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<HttpReply> ExchangeAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(call.Method, endpoint.Resolve(call.Path)) { Version = HttpVersion.Version11 };
        for (var i = 0; i < call.Headers.Count; i++) request.Headers.TryAddWithoutValidation(call.Headers[i].Key, call.Headers[i].Value);
        if (call.Method != HttpMethod.Get)
        {
            // Content, even without a byte, keeps SocketsHttpHandler from repeating the request by itself on a connection found dead.
            request.Content = new ByteArrayContent(call.Body ?? []);
            if (call.ContentType is { } type) request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }
        using var response = await endpoint.Invoker.SendAsync(request, cancellation).ConfigureAwait(false);
        return new HttpReply
        {
            Status = (int)response.StatusCode,
            Reason = response.ReasonPhrase ?? "",
            MediaType = MediaType(response.Content.Headers),
            RetryAfter = RetryAfter(response.Headers.RetryAfter),
            RateLimit = response.Headers.NonValidated.TryGetValues("Ratelimit", out var limit) ? limit.ToString() : null,
            Endpoint = endpoint.Address,
            Body = await ReplyReader.ReadAsync(response.Content, server.Options.MaxReplyBytes, cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>What stands before the parameters; the whole header is not worth its parsing.</summary>
    private static string? MediaType(HttpContentHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Content-Type", out var values)) return null;
        var header = values.ToString();
        var end = header.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? header : header[..end]).Trim() is { Length: > 0 } type ? type : null;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        if ((header?.Delta ?? header?.Date - server.Clock.GetUtcNow()) is not { } wait) return null;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private TryOutcome Classify(Endpoint endpoint, Exception e, CancellationToken attempt)
    {
        var text = Redaction.Scrub(Redaction.OneLine(Innermost(e)), call.Secrets);
        return e switch
        {
            ReplyTooLargeException => new(TryKind.TooLarge, endpoint, Text: $"more than {server.Options.MaxReplyBytes} bytes came"),
            OperationCanceledException when attempt.IsCancellationRequested => new(TryKind.TimedOut, endpoint, Text: "no answer in time"),
            // Nobody cancelled: it is the handler's own limit, the one for connecting.
            OperationCanceledException => new(TryKind.NotSent, endpoint, Text: "no connection in time", Cause: e),
            HttpRequestException http => Classify(endpoint, http, text),
            IOException or InvalidOperationException => new(TryKind.Dropped, endpoint, Text: text, Cause: e),
            _ => new(TryKind.Malformed, endpoint, Text: text, Cause: e),
        };
    }

    private static TryOutcome Classify(Endpoint endpoint, HttpRequestException e, string text)
    {
        var kind = e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => TryKind.NotSent,
            HttpRequestError.SecureConnectionError => endpoint.Certificate.Rejection is null ? TryKind.NotSent : TryKind.CertificateRejected,
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => TryKind.Malformed,
            HttpRequestError.ConfigurationLimitExceeded => TryKind.TooLarge,
            _ when e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound } => TryKind.NotSent,
            _ => TryKind.Dropped,
        };
        return new TryOutcome(kind, endpoint, Text: kind == TryKind.CertificateRejected ? endpoint.Certificate.Rejection : text, Cause: e);
    }

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e.Message;
    }

    private void Record(Endpoint endpoint, DateTimeOffset at, long started, HttpReply? reply, string? error) => scope.Log.Record(new RemoteCall
    {
        At = at,
        Server = server.Name,
        Endpoint = endpoint.Name,
        Method = call.Method.Method,
        Path = call.LoggedPath ?? call.Path,
        Status = reply?.Status,
        DurationMs = server.Clock.GetElapsedTime(started).TotalMilliseconds,
        Attempt = _attempt,
        Parameters = call.Parameters,
        Error = error ?? (reply is { Status: >= 400 } ? server.Words(reply, call) : null),
        ServiceId = scope.ServiceId,
        OperationId = scope.OperationId,
        Step = scope.Step,
    });
}
