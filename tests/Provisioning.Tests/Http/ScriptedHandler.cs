using System.Net;
using System.Text;
using Provisioning.Http;

namespace Provisioning.Tests.Http;

/// <summary>One request as it arrived.</summary>
internal sealed record SeenRequest(string Method, Uri Uri, string Body, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    public string PathAndQuery => Uri.PathAndQuery;
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>Answers requests in memory, on the caller's own thread, by the next line of a script or by one rule for all.</summary>
internal sealed class ScriptedHandler : HttpMessageHandler
{
    private readonly Queue<Func<SeenRequest, CancellationToken, Task<HttpResponseMessage>>> _script = new();

    public List<SeenRequest> Seen { get; } = [];

    /// <summary>What happens when the script has come to its end.</summary>
    public Func<SeenRequest, HttpResponseMessage>? Otherwise { get; set; }

    public ScriptedHandler Then(Func<SeenRequest, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    public ScriptedHandler Reply(int status, string body = "", string? reason = null, string type = "application/json", TimeSpan? retryAfter = null) =>
        Then((_, _) =>
        {
            var response = Make(status, body, reason, type);
            if (retryAfter is { } wait) response.Headers.RetryAfter = new(wait);
            return Task.FromResult(response);
        });

    public ScriptedHandler Data(string json) => Reply(200, $$"""{"data":{{json}}}""");

    public ScriptedHandler Fail(HttpRequestError error, string text = "it broke") => Then((_, _) => Task.FromException<HttpResponseMessage>(new HttpRequestException(error, text)));

    /// <summary>Never answers, until the caller gives up.</summary>
    public ScriptedHandler Hang() => Then((_, token) =>
    {
        var never = new TaskCompletionSource<HttpResponseMessage>();
        token.Register(() => never.TrySetCanceled(token));
        return never.Task;
    });

    public static HttpResponseMessage Make(int status, string body, string? reason = null, string type = "application/json") => new((HttpStatusCode)status)
    {
        ReasonPhrase = reason,
        Content = new StringContent(body, Encoding.UTF8, type),
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var headers = request.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value));
        var seen = new SeenRequest(request.Method.Method, request.RequestUri!, body, request.Content?.Headers.ContentType?.MediaType, headers);
        Seen.Add(seen);
        if (_script.TryDequeue(out var answer)) return await answer(seen, cancellationToken).ConfigureAwait(false);
        return Otherwise?.Invoke(seen) ?? throw new InvalidOperationException($"Nothing is scripted for {seen.Method} {seen.Uri}.");
    }
}

/// <summary>Keeps what was logged.</summary>
internal sealed class KeptLog : ICallLog
{
    public List<RemoteCall> Calls { get; } = [];
    public void Record(RemoteCall call) => Calls.Add(call);
}

/// <summary>Runs a task to its end by moving the clock: everything must happen inline, so a task that waits for anything else is a failure.</summary>
internal static class Inline
{
    public static T Run<T>(FakeClock clock, Task<T> task) => WithoutContext(() =>
    {
        for (var i = 0; !task.IsCompleted; i++) Assert.True(i < 10_000 && clock.AdvanceToNextTimer(), "The task waits for something that is not a timer.");
        return task.GetAwaiter().GetResult();
    });

    public static ProvisioningError Fails<T>(FakeClock clock, Task<T> task) => Assert.Throws<ProvisioningException>(() => Run(clock, task)).Error;

    /// <summary>xunit's own context would send continuations to other threads.</summary>
    public static T WithoutContext<T>(Func<T> work)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
