using System.Net;
using System.Net.Security;
using Polly;
using Polly.CircuitBreaker;

namespace Provisioning.Http;

/// <summary>One address of a server: its connections, its certificate, and whether it is being left alone.</summary>
internal sealed class Endpoint : IDisposable
{
    private readonly string _prefix;

    public Endpoint(Uri address, string basePath, TransportOptions options)
    {
        Address = address;
        Name = address.Authority;
        _prefix = address.GetLeftPart(UriPartial.Authority) + basePath;
        Certificate = new CertificateCheck(options);
        var handler = options.HandlerFactory?.Invoke(address) ?? Sockets(options, Certificate);
        Invoker = new HttpMessageInvoker(options.Around?.Invoke(handler) ?? handler, disposeHandler: true);
        Pipeline = new ResiliencePipelineBuilder<TryOutcome> { TimeProvider = options.Clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<TryOutcome>
            {
                ShouldHandle = static args => new ValueTask<bool>(args.Outcome.Exception is null && args.Outcome.Result.IsEndpointFailure),
                FailureRatio = 0.9,
                MinimumThroughput = Math.Max(2, options.RestAfterFailures),
                SamplingDuration = TimeSpan.FromSeconds(60),
                BreakDuration = options.RestDuration,
            })
            .AddTimeout(options.RequestTimeout)
            .Build();
    }

    public Uri Address { get; }
    public string Name { get; }
    public CertificateCheck Certificate { get; }
    public HttpMessageInvoker Invoker { get; }
    public ResiliencePipeline<TryOutcome> Pipeline { get; }

    /// <summary>The full address of a path; it is escaped already, and rewriting it could only change its meaning.</summary>
    public Uri Resolve(string path) => new(_prefix + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public void Dispose() => Invoker.Dispose();

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
