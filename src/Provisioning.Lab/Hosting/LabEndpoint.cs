using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Provisioning.Lab;

/// <summary>The HTTPS endpoint of one node. It can be taken down and comes back on the same port.</summary>
internal sealed class LabEndpoint(LabDataCenter lab, LabControl control, string node, int port, X509Certificate2 certificate) : IAsyncDisposable
{
    private const string Root = "/api2/json";
    private const int RequestsPerConnection = 100;

    private WebApplication? _app;
    private int _port = port;

    public string Node => node;

    public Uri BaseUri => new($"https://127.0.0.1:{_port}/");

    public async Task StartAsync(CancellationToken ct)
    {
        if (_app is not null) return;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        var app = builder.Build();
        app.Run(ServeAsync);
        await app.StartAsync(ct).ConfigureAwait(false);
        _port = new Uri(app.Urls.First()).Port;
        _app = app;
    }

    /// <summary>Closes the port and breaks every connection.</summary>
    public async Task StopAsync()
    {
        if (_app is not { } app) return;
        _app = null;
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync().ConfigureAwait(false);
        try
        {
            await app.StopAsync(atOnce.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping without grace is what is wanted here.
        }
        await app.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(5);
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MaxRequestHeaderCount = 64;
        options.Limits.MaxRequestHeadersTotalSize = 8192;
        options.Limits.MinRequestBodyDataRate = null;
        options.Listen(IPAddress.Loopback, _port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(certificate);
        });
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (LabControl.Owns(context.Request.Path))
        {
            await control.ServeAsync(context).ConfigureAwait(false);
            return;
        }
        var request = await ReadAsync(context.Request).ConfigureAwait(false);
        if (request is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var response = await lab.Api.HandleAsync(request, context.RequestAborted).ConfigureAwait(false);
        if (response.Dropped) context.Abort();
        else await WriteAsync(context, response).ConfigureAwait(false);
    }

    private async Task<LabRequest?> ReadAsync(HttpRequest request)
    {
        // The undecoded target is what the API parses; the path property has escapes removed already.
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        if (!path.StartsWith(Root, StringComparison.Ordinal)) return null;
        var length = request.ContentLength ?? 0;
        var body = length is > 0 and <= RequestParser.BodyLimit || request.Headers.TransferEncoding.Count > 0 ? await ReadBodyAsync(request).ConfigureAwait(false) : null;
        return new LabRequest
        {
            Method = request.Method,
            Path = path[Root.Length..],
            Query = mark < 0 ? string.Empty : target[(mark + 1)..],
            Body = body,
            BodyBytes = Math.Max(length, body?.Length ?? 0),
            ContentType = request.ContentType,
            Authorization = Header(request, "Authorization"),
            Cookie = Header(request, "Cookie"),
            CsrfToken = Header(request, "CSRFPreventionToken"),
            Endpoint = node,
            ConnectionId = request.HttpContext.Connection.Id,
        };
    }

    private static async Task<string> ReadBodyAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext context, LabResponse answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = answer.Reason.Replace('\r', ' ').Replace('\n', ' ');
        response.Headers.Server = "pve-api-daemon/3.0";
        response.Headers.CacheControl = "max-age=0";
        if (answer.CloseConnection || IsLastOnConnection(context)) response.Headers.Connection = "close";
        if (answer.ContentType is { } type) response.ContentType = type;
        var body = Encoding.UTF8.GetBytes(answer.Body);
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        if (answer.TruncateAt is { } cut)
        {
            await response.Body.WriteAsync(body.AsMemory(0, Math.Min(cut, body.Length))).ConfigureAwait(false);
            await response.Body.FlushAsync().ConfigureAwait(false);
            context.Abort();
            return;
        }
        await response.Body.WriteAsync(body).ConfigureAwait(false);
    }

    private static bool IsLastOnConnection(HttpContext context)
    {
        var items = context.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionItemsFeature>()?.Items;
        if (items is null) return false;
        var served = items.TryGetValue(nameof(LabEndpoint), out var count) ? (int)count! + 1 : 1;
        items[nameof(LabEndpoint)] = served;
        return served >= RequestsPerConnection;
    }

    private static string? Header(HttpRequest request, string name) =>
        request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;
}
