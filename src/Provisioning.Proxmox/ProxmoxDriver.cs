using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Virtual machines on Proxmox VE, as the engine sees them.</summary>
public sealed class ProxmoxDriver : IServiceDriver
{
    private readonly ProxmoxServers _servers;

    /// <summary>A driver for the servers that a store knows.</summary>
    /// <param name="servers">The servers; whoever made them disposes of them.</param>
    /// <param name="clock">Time.</param>
    /// <param name="times">Measures of time; null takes the usual ones.</param>
    /// <param name="dns">DNS; null where there is none.</param>
    public ProxmoxDriver(ProxmoxServers servers, TimeProvider clock, ProxmoxTimes? times = null, IDnsSync? dns = null)
    {
        _servers = servers;
        (Clock, Times) = (clock, times ?? new ProxmoxTimes());
        Looks = new ClusterLooks(servers, clock, Times.LookLifetime);
        Tools = new VmTools(servers, Looks, Times);
        Operations = VmOperations.All(Tools, dns);
        Survey = new VmSurvey(servers);
    }

    /// <inheritdoc/>
    public string Kind => VirtualMachineWords.Kind;

    /// <inheritdoc/>
    public string ReadyStatus => VmStatus.Ready;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, OperationPlan> Operations { get; }

    /// <inheritdoc/>
    public ISurvey? Survey { get; }

    /// <inheritdoc/>
    public IReadOnlyList<RenewalRule> RenewalRules(IStateReader reader) => VmPackageCatalog.RenewalRules(reader);

    /// <summary>What its steps share.</summary>
    internal VmTools Tools { get; }

    /// <summary>Looks at clusters, shared with the order desk: what an order has seen, its clone need not ask again.</summary>
    internal ClusterLooks Looks { get; }

    /// <summary>The servers.</summary>
    internal ProxmoxServers Servers => _servers;

    /// <summary>Time.</summary>
    internal TimeProvider Clock { get; }

    /// <summary>Measures of time.</summary>
    internal ProxmoxTimes Times { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TaskEnd>> WatchAsync(string server, IReadOnlyCollection<string> tasks, CallSink calls, CancellationToken cancellation)
    {
        var ends = new List<TaskEnd>();
        var upids = new List<Upid>();
        foreach (var task in tasks)
            if (Upid.TryParse(task, out var upid)) upids.Add(upid!);
            else ends.Add(new TaskEnd(task, Engine.TaskOutcome.Unknown, "not the name of a task"));
        var look = await TaskBoard.LookAsync(_servers.Open(server, calls, null).Api, upids, cancellation).ConfigureAwait(false);
        ends.AddRange(look.Ended.Select(task => new TaskEnd(task.Upid.ToString(), Outcome(task.Outcome), task.Text ?? "")));
        ends.AddRange(look.Unreadable.Select(task => new TaskEnd(task.Key.ToString(), Engine.TaskOutcome.Unknown, task.Value.Message) { Unreadable = task.Value }));
        return ends;
    }

    private static Engine.TaskOutcome Outcome(Client.TaskOutcome outcome) => outcome switch
    {
        Client.TaskOutcome.Succeeded => Engine.TaskOutcome.Succeeded,
        Client.TaskOutcome.SucceededWithWarnings => Engine.TaskOutcome.SucceededWithWarnings,
        Client.TaskOutcome.Failed => Engine.TaskOutcome.Failed,
        _ => Engine.TaskOutcome.Unknown,
    };
}
