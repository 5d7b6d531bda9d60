using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Polly;
using Polly.CircuitBreaker;

namespace Provisioning.Http;

/// <summary>One address of a server: its connections, its certificate, and whether it is being left alone.</summary>
internal sealed class Endpoint : IDisposable
{
    private const int MostAddresses = 256;

    private readonly string _prefix;
    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.Ordinal);
    private int _kept;
    private readonly ResiliencePipeline<TryOutcome> _breaker;
    private readonly CircuitBreakerStateProvider _breakerState = new();

    public Endpoint(Uri address, string basePath, TransportOptions options)
    {
        Address = address;
        Name = address.Authority;
        _prefix = address.GetLeftPart(UriPartial.Authority) + basePath;
        Certificate = new CertificateCheck(options);
        var handler = options.HandlerFactory?.Invoke(address) ?? Sockets(options, Certificate);
        Invoker = new HttpMessageInvoker(options.Around?.Invoke(handler) ?? handler, disposeHandler: true);
        Timeout = new TryTimeout(options.RequestTimeout, options.Clock);
        _breaker = new ResiliencePipelineBuilder<TryOutcome> { TimeProvider = options.Clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<TryOutcome>
            {
                ShouldHandle = static args => new ValueTask<bool>(args.Outcome.Exception is null && args.Outcome.Result.IsEndpointFailure),
                FailureRatio = 0.9,
                MinimumThroughput = Math.Max(2, options.RestAfterFailures),
                SamplingDuration = TimeSpan.FromSeconds(60),
                BreakDuration = options.RestDuration,
                StateProvider = _breakerState,
            })
            .Build();
    }

    public Uri Address { get; }
    public string Name { get; }
    public CertificateCheck Certificate { get; }
    public HttpMessageInvoker Invoker { get; }
    public TryTimeout Timeout { get; }

    /// <summary>A try, unless the endpoint is being left alone: a <see cref="BrokenCircuitException"/> then.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Outcome<TryOutcome>> TryAsync(Exchange exchange, ResilienceContext context)
    {
        if (!IsClosed) return await _breaker.ExecuteOutcomeAsync(
            static (_, state) => state.exchange.TryAsync(state.endpoint), context, (exchange, endpoint: this)).ConfigureAwait(false);
        // A breaker that is closed lets everything pass and only wants to know how it ended. Told afterwards, it need not be
        // awaited with the answer. One that has opened meanwhile would take an old outcome for that of its probe.
        var outcome = await exchange.TryAsync(this).ConfigureAwait(false);
        if (IsClosed) await _breaker.ExecuteOutcomeAsync(static (_, outcome) => new ValueTask<Outcome<TryOutcome>>(outcome), context, outcome).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>The full address of a path; it is escaped already, and rewriting it could only change its meaning.</summary>
    public Uri Resolve(string path)
    {
        if (_addresses.TryGetValue(path, out var known)) return known;
        var address = new Uri(_prefix + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        // Few paths are asked for again and again, and those come back at once. A query may hold secrets and hardly comes twice.
        if (path.Contains('?', StringComparison.Ordinal)) return address;
        if (Interlocked.Increment(ref _kept) > MostAddresses)
        {
            _addresses.Clear();
            _kept = 1;
        }
        _addresses.TryAdd(path, address);
        return address;
    }

    public void Dispose()
    {
        Invoker.Dispose();
        Timeout.Dispose();
    }

    private bool IsClosed => _breakerState.CircuitState == CircuitState.Closed;

    private static SocketsHttpHandler Sockets(TransportOptions options, CertificateCheck certificate) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionIdleTimeout = options.IdleConnectionLifetime,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        UseCookies = false,
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = certificate.Accept },
        PlaintextStreamFilter = options.IgnoreContradictoryClose
            ? static (context, _) => new ValueTask<Stream>(new ContradictoryCloseFilter(context.PlaintextStream))
            : null,
    };
}
