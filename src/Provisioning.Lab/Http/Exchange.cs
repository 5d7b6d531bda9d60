using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>A request on its way to an answer, which may come before the work has ended (596) or never.</summary>
internal sealed class Exchange(LabDataCenter lab, Call call)
{
    private readonly TaskCompletionSource<LabResponse> _answer = new();
    private readonly TimeSpan _arrived = call.Now;
    private Timeline.Appointment? _proxyTimeout;
    private bool _decided;

    public Call Call { get; } = call;

    public Route? Route { get; set; }

    public Task<LabResponse> Answer => _answer.Task;

    public void StartProxyTimeout(TimeSpan limit) =>
        _proxyTimeout = Call.Cluster.Timeline.After(limit, () => Decide(ErrorResponse(ApiError.Transport(596, "Connection timed out"))));

    /// <summary>The work of the call; it goes on when the answer was given early.</summary>
    public Process? Process { get; set; }

    /// <summary>A node went down: who talked to it loses the connection, and work that it did for others is lost.</summary>
    public void NodeWentDown(string node)
    {
        if (Call.Request.Endpoint == node) Drop();
        else if (Call.Node == node) Decide(ErrorResponse(ApiError.Transport(596, "Connection reset by peer")));
        else return;
        Process?.Fail(ApiError.Failure("node went down"));
    }

    public void Drop() => Decide(new LabResponse { Status = 0, Dropped = true });

    /// <summary>The work has ended, well or with a refusal; a 401 is held back for a while.</summary>
    public void End(Exception? failure)
    {
        var response = failure is null ? Success() : ErrorResponse(failure as ApiError ?? ApiError.Failure($"fault in the simulator: {failure}"));
        if (response.Status != 401)
        {
            Decide(FaultActions.After(Call, response));
            return;
        }
        _proxyTimeout?.Cancel();
        Call.Cluster.Timeline.After(TimeSpan.FromSeconds(Call.Cluster.Durations.AuthFailure), () => Decide(FaultActions.After(Call, response)));
    }

    /// <summary>The answer of a refusal.</summary>
    public LabResponse ErrorResponse(ApiError error)
    {
        var response = new LabResponse { Status = error.Status, Reason = error.Message.Split('\n')[0], CloseConnection = true };
        if (error.Body == ErrorBody.None) return response;
        if (error.Body == ErrorBody.Text) return response with { Body = error.Message };
        var body = new JObject { ["data"] = null };
        if (!Call.Cluster.Scenario.LegacyErrors) body["message"] = error.EndsWithLineFeed ? error.Message + "\n" : error.Message;
        if (error.Errors is { } errors) body["errors"] = new JObject(errors.Select(e => new JProperty(e.Key, e.Value)));
        return response with { Body = body.ToString(Formatting.None), ContentType = "application/json;charset=UTF-8" };
    }

    private LabResponse Success()
    {
        var body = new JObject { ["data"] = Call.Data };
        if (Call.Total is { } total) body["total"] = total;
        return new LabResponse
        {
            Body = body.ToString(Formatting.None),
            ContentType = "application/json;charset=UTF-8",
            CloseConnection = Route?.Protected == true,
        };
    }

    /// <summary>Fixes the answer; null stands for silence. It goes out when the gate of the data centre is open again.</summary>
    private void Decide(LabResponse? response)
    {
        if (_decided) return;
        _decided = true;
        Call.Cluster.Open.Remove(this);
        _proxyTimeout?.Cancel();
        if (response is null) return;
        Call.Log.Status = response.Status;
        Call.Log.Duration = Call.Now - _arrived;
        lab.AfterGate(() => _answer.TrySetResult(response));
    }
}
