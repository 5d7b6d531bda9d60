using Provisioning.Engine;

namespace Provisioning.Tests.Engine;

/// <summary>A kind of service that the engine has never heard of: a thing is made (a task), painted and opened.</summary>
internal sealed class ToyDriver : IServiceDriver
{
    public const string ToyKind = "Toy";

    private readonly ToyServer _server;

    public ToyDriver(ToyServer server)
    {
        _server = server;
        Plans["Deploy"] = new OperationPlan("Deploy",
        [
            new ToyStep("make", "made", Make),
            new ToyStep("paint", "painted", (c, _) => Change(c, "paint")),
            new ToyStep("open", "ready", (c, _) => Change(c, "open")),
        ]) { EndStatus = ServiceStatus.Active };
        Plans["Repaint"] = new OperationPlan("Repaint", [new ToyStep("strip", null, (c, _) => Change(c, "strip"))]);
    }

    public string Kind => ToyKind;
    public string ReadyStatus => "ready";
    public Dictionary<string, OperationPlan> Plans { get; } = [];
    public IReadOnlyDictionary<string, OperationPlan> Operations => Plans;

    /// <summary>What becomes of overdue toys.</summary>
    public List<RenewalRule> Rules { get; } = [];

    public IReadOnlyList<RenewalRule> RenewalRules(IStateReader reader) => Rules;

    /// <summary>How many things may be made at once; 0 is as many as come.</summary>
    public int MaxAtOnce { get; set; }

    public Task<IReadOnlyList<TaskEnd>> WatchAsync(string server, IReadOnlyCollection<string> tasks, CallSink calls, CancellationToken cancellation) =>
        Task.FromResult(_server.Look(tasks));

    private ValueTask<StepResult> Make(StepContext context, CancellationToken cancellation)
    {
        var name = context.Service.HostName;
        if (context.Ended is { } end)
        {
            if (end.Text.Contains("busy", StringComparison.Ordinal)) context.SlowDown("making");
            return new(end.Outcome == TaskOutcome.Succeeded || _server.Things.ContainsKey(name)
                ? StepResult.Done("made")
                : StepResult.Failed(new ProvisioningError(ErrorIds.TaskFailed, ErrorKind.RemoteFailure, end.Text, Retryable: true)));
        }
        if (context.Unsettled is not null && _server.Call("look", () => _server.Things.ContainsKey(name))) return new(StepResult.Done("was made already"));
        if (MaxAtOnce > 0 && !context.TryTakeSlot("making", MaxAtOnce)) return new(StepResult.WaitForSlot("making"));
        context.Announce($"make {name}");
        context.DemandLease();
        return new(StepResult.Wait(_server.StartTask("make", () => _server.Things.TryAdd(name, [])), $"making {name}"));
    }

    private ValueTask<StepResult> Change(StepContext context, string what)
    {
        var thing = _server.Call("look", () => _server.Things[context.Service.HostName]);
        if (thing.Contains(what)) return new(StepResult.Skipped("as wanted"));
        context.Announce(what);
        context.DemandLease();
        _server.Call(what, () => thing.Add(what));
        return new(StepResult.Done(what));
    }
}

/// <summary>A step made of a function.</summary>
internal sealed class ToyStep(string name, string? completes, Func<StepContext, CancellationToken, ValueTask<StepResult>> run) : IStep
{
    public string Name => name;
    public string? Completes => completes;
    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellation) => run(context, cancellation);
}
