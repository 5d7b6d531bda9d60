using System.Runtime.CompilerServices;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Provisioning.Http;

/// <summary>
/// The way to one server through any of its endpoints. Thread-safe; one for each registered server, kept for as long as it is used.
/// What was surely not done is tried elsewhere and again; what only reads may be read again; whatever else changes something is sent once.
/// </summary>
public sealed class ServerConnection : IDisposable
{
    private readonly Endpoint[] _endpoints;
    private readonly ResiliencePipeline<TryOutcome> _repetition;
    private volatile int _preferred;

    /// <summary>A connection that opens nothing yet.</summary>
    /// <param name="name">The server's name in our records.</param>
    /// <param name="endpoints">Its addresses, tried in this order; one that worked is kept until it fails.</param>
    /// <param name="basePath">What precedes every path, e.g. <c>/api2/json</c>.</param>
    /// <param name="options">Trust, limits and patience.</param>
    /// <exception cref="ProvisioningException">InvalidValue: no endpoint, one without http or https, or a bad thumbprint.</exception>
    public ServerConnection(string name, IReadOnlyList<Uri> endpoints, string basePath, TransportOptions options)
    {
        if (endpoints.Count == 0) throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"{name} has no address; give it one.", name);
        Name = name;
        Options = options;
        _endpoints = new Endpoint[endpoints.Count];
        for (var i = 0; i < endpoints.Count; i++)
        {
            if (!endpoints[i].IsAbsoluteUri || endpoints[i].Scheme is not ("https" or "http")) throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid,
                $"'{endpoints[i]}' is no address of a server; give one like https://host:8006.", name);
            _endpoints[i] = new Endpoint(endpoints[i], basePath, options);
        }
        _repetition = new ResiliencePipelineBuilder<TryOutcome> { TimeProvider = options.Clock }
            .AddRetry(new RetryStrategyOptions<TryOutcome>
            {
                MaxRetryAttempts = Math.Max(1, options.MaxRetries),
                ShouldHandle = args => new ValueTask<bool>(IsWorthRepeating(args.Outcome, args.Context.Properties.GetValue(CallKey, null!), args.AttemptNumber)),
                DelayGenerator = args => new ValueTask<TimeSpan?>(Repetition.Delay(args.Outcome.Result, args.AttemptNumber, options)),
            })
            .Build();
    }

    private static readonly ResiliencePropertyKey<HttpCall> CallKey = new("call");

    /// <summary>The server's name in our records.</summary>
    public string Name { get; }

    /// <summary>Trust, limits and patience.</summary>
    public TransportOptions Options { get; }

    /// <summary>The endpoint that worked last, else the first.</summary>
    public Uri PreferredEndpoint => _endpoints[_preferred].Address;

    /// <summary>SHA-256 thumbprint (hex) of the certificate that the preferred endpoint showed last; null when it showed none yet.</summary>
    public string? SeenThumbprint => _endpoints[_preferred].Certificate.Seen;

    /// <summary>Reads the server's own words out of a refused request's answer for the log; without it the status' words are logged.</summary>
    public Func<HttpReply, string>? ReadError { get; init; }

    internal TimeProvider Clock => Options.Clock;

    /// <summary>Sends a request. Any HTTP status is an answer.</summary>
    /// <exception cref="ProvisioningException">
    /// ServerUnreachable, EndpointResting, CertificateRejected: nothing was sent. ServerTimeout, BadReply, ReplyTooLarge: a reading request got
    /// no useful answer. OutcomeUnknown: a changing one didn't, and may have been carried out. And whatever the scope's BeforeSend throws.
    /// </exception>
    public async Task<HttpReply> SendAsync(HttpCall call, CallScope scope, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellation);
        try
        {
            var exchange = new Exchange(this, call, scope, cancellation);
            var outcome = await TryEndpointsAsync(context, exchange).ConfigureAwait(false);
            // Hardly any call is repeated; the others are spared the way through the pipeline.
            if (IsWorthRepeating(outcome, call, 0)) outcome = await RepeatAsync(context, exchange, outcome).ConfigureAwait(false);
            outcome.ThrowIfException();
            return outcome.Result.Reply ?? throw TransportError.From(Name, call, outcome.Result);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        foreach (var endpoint in _endpoints) endpoint.Dispose();
    }

    internal string Words(HttpReply reply, HttpCall call) =>
        Redaction.Scrub(Redaction.OneLine(ReadError?.Invoke(reply) ?? reply.Reason), call.Secrets);

    private bool IsWorthRepeating(in Outcome<TryOutcome> outcome, HttpCall call, int repetitions) =>
        outcome.Exception is null && Options.MaxRetries > 0 && Repetition.IsWise(outcome.Result, call, repetitions, Options);

    /// <summary>Waits and tries on from a first outcome, which the pipeline takes for that of its own first try.</summary>
    private ValueTask<Outcome<TryOutcome>> RepeatAsync(ResilienceContext context, Exchange exchange, Outcome<TryOutcome> first)
    {
        context.Properties.Set(CallKey, exchange.Call);
        var isFirst = true;
        return _repetition.ExecuteOutcomeAsync((context, exchange) =>
        {
            if (!isFirst) return TryEndpointsAsync(context, exchange);
            isFirst = false;
            return new ValueTask<Outcome<TryOutcome>>(first);
        }, context, exchange);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TryOutcome>> TryEndpointsAsync(ResilienceContext context, Exchange exchange)
    {
        var start = _preferred;
        TryOutcome worst = default;
        for (var i = 0; i < _endpoints.Length; i++)
        {
            var index = (start + i) % _endpoints.Length;
            var endpoint = _endpoints[index];
            var outcome = await endpoint.TryAsync(exchange, context).ConfigureAwait(false);
            if (outcome.Exception is BrokenCircuitException) outcome = Outcome.FromResult(Resting(endpoint, exchange));
            if (outcome.Exception is not null) return outcome;
            var result = outcome.Result;
            if (result.Kind == TryKind.Answered)
            {
                _preferred = index;
                return outcome;
            }
            if (!result.NothingSent && !(exchange.Call.IsRepeatable && result.IsEndpointFailure)) return outcome;
            // Of several failures the one that tells most is reported: a rest says less than a failure, a failure less than a bad certificate.
            if (worst.Endpoint is null || worst.Kind == TryKind.Resting || result.Kind == TryKind.CertificateRejected) worst = result;
        }
        return Outcome.FromResult(worst);
    }

    private static TryOutcome Resting(Endpoint endpoint, Exchange exchange)
    {
        exchange.RecordResting(endpoint);
        return new TryOutcome(TryKind.Resting, endpoint, Text: "it failed too often and is left alone for a while");
    }
}
