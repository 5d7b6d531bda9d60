namespace Provisioning.Engine;

/// <summary>What the engine must know of a kind of service. It knows drivers only through this.</summary>
public interface IServiceDriver
{
    /// <summary>The kind of service.</summary>
    string Kind { get; }

    /// <summary>The operations by name.</summary>
    IReadOnlyDictionary<string, OperationPlan> Operations { get; }

    /// <summary>The local status of a service with nothing left to do (the first arrival there sets <see cref="ServiceRow.ReadyAt"/>).</summary>
    string ReadyStatus { get; }

    /// <summary>Looks at all that a server holds; null where that can't be done with one request.</summary>
    ISurvey? Survey => null;

    /// <summary>By what operations fall due besides the rules about due dates.</summary>
    IReadOnlyList<IDueSource> DueSources => [];

    /// <summary>The packages that say what becomes of overdue services; those that say nothing are left out.</summary>
    IReadOnlyList<RenewalRule> RenewalRules(IStateReader reader) => [];

    /// <summary>Looks at tasks of a server, all with one request where the server can; answers with those that have ended and those that could not be looked at.</summary>
    /// <exception cref="ProvisioningException">The server could not be asked; the engine looks again later.</exception>
    Task<IReadOnlyList<TaskEnd>> WatchAsync(string server, IReadOnlyCollection<string> tasks, CallSink calls, CancellationToken cancellation);
}

/// <summary>Takes note of remote calls.</summary>
/// <param name="call">One try of one request.</param>
public delegate void CallSink(RemoteCall call);
