namespace Provisioning.Lab;

/// <summary>The API of the data centre, free of any transport.</summary>
public sealed class ProxmoxApi
{
    private static readonly TimeSpan s_proxyTimeout = TimeSpan.FromSeconds(30);
    private static readonly Route[] s_routes = [.. ApiRoutes.All()];

    private readonly LabDataCenter _lab;
    private readonly Cluster _cluster;

    internal ProxmoxApi(LabDataCenter lab, Cluster cluster)
    {
        _lab = lab;
        _cluster = cluster;
    }

    /// <summary>
    /// Answers a request. It runs to its end on the caller's thread unless it has to wait; each wait is a delay on the
    /// clock of the data centre. Cancelling stops waiting for the answer, not what the request set going.
    /// </summary>
    public async Task<LabResponse> HandleAsync(LabRequest request, CancellationToken ct = default)
    {
        var exchange = _lab.Run(() => Begin(request));
        while (!exchange.Answer.IsCompleted)
        {
            using var awake = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(exchange.Answer, _lab.NextEvent(awake.Token)).ConfigureAwait(false);
            // Not CancelAsync, which would go on from another thread.
            awake.Cancel();
            ct.ThrowIfCancellationRequested();
            _lab.Run(() => true);
        }
        return await exchange.Answer.ConfigureAwait(false);
    }

    private Exchange Begin(LabRequest request)
    {
        var endpoint = request.Endpoint ?? _cluster.Nodes.Values.FirstOrDefault(n => n.Online)?.Name ?? _cluster.Scenario.Nodes[0].Name;
        request = request with { Endpoint = endpoint };
        var log = new LabLogEntry(_cluster.Clock.WallClock(_cluster.Timeline.Now), request.Method, request.Path, request.Query, LogText.WithoutSecrets(request.Body), request.ConnectionId, endpoint);
        _lab.Log(log);
        var exchange = new Exchange(_lab, new Call(_cluster, request, log));
        _cluster.Open.Add(exchange);
        exchange.Process = new Process(_cluster.Timeline, Serve(exchange), exchange.End);
        exchange.Process.Advance();
        return exchange;
    }

    private IEnumerable<Step> Serve(Exchange exchange)
    {
        var call = exchange.Call;
        call.Effect = _lab.Faults.Strike(call.Request, _cluster.Random);
        foreach (var step in FaultActions.Before(_cluster, call, exchange)) yield return step;
        if (!_cluster.Nodes[call.Request.Endpoint!].Online)
        {
            exchange.Drop();
            yield break;
        }
        yield return Step.Seconds(_cluster.Durations.Call);
        var (route, inPath) = Admit(call);
        exchange.Route = route;
        call.Log.Protected = route.Protected;
        using var worker = new Lease();
        if (route.Protected)
        {
            exchange.StartProxyTimeout(s_proxyTimeout);
            yield return worker.Take(_cluster.Nodes[call.Node].Workers, shared: true, timeout: null, string.Empty);
            yield return Step.Seconds(_cluster.Durations.ProtectedCall);
        }
        route.Check(call.Parameters, inPath);
        if (!_cluster.Scenario.Quorate && route.Method != "GET" && !route.Open) throw ApiError.Failure("cluster not ready - no quorum?");
        foreach (var step in route.Handler(call)) yield return step;
    }

    /// <summary>Everything that is refused before a worker takes the call: transport, caller, path, rights, node.</summary>
    private (Route Route, IEnumerable<string> InPath) Admit(Call call)
    {
        var request = call.Request;
        RequestParser.DemandMethod(request);
        var segments = request.Path.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        Dictionary<string, string>? inPath = null;
        var route = s_routes.FirstOrDefault(r => (inPath = r.Match(request.Method, segments)) is not null);
        if (route is not { Open: true }) call.Caller = _cluster.Access.Authenticate(request);
        var parameters = RequestParser.Parse(request);
        if (route is null) throw ApiError.NotImplemented(request.Method, Uri.UnescapeDataString(request.Path));
        foreach (var (name, value) in inPath!)
        {
            if (parameters.TryGetValue(name, out var given) && given != value)
                throw ApiError.Parameter(name, "duplicate parameter (already defined in URI) with conflicting values!");
            parameters[name] = value;
        }
        call.Parameters = parameters;
        route.Permission?.Invoke(call);
        DemandNode(inPath);
        return (route, inPath.Keys);
    }

    private void DemandNode(Dictionary<string, string> inPath)
    {
        if (!inPath.TryGetValue("node", out var name)) return;
        if (name == "localhost") return;
        if (!_cluster.Nodes.TryGetValue(name, out var node))
            throw ApiError.Failure($"hostname lookup '{name}' failed - failed to get address info for: {name}: Name or service not known");
        if (!node.Online) throw ApiError.Transport(595, "Connection refused");
    }
}
