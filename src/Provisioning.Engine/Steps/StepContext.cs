namespace Provisioning.Engine;

/// <summary>What a step sees and may do. Every write goes through the worker's lease: a worker that lost it can write nothing.</summary>
public abstract class StepContext
{
    /// <summary>The service; <see cref="Update"/> changes it.</summary>
    public abstract ServiceRow Service { get; }
    /// <summary>The operation.</summary>
    public abstract OperationRow Operation { get; }
    /// <summary>Arguments of whoever asked for the operation, as JSON.</summary>
    public string Arguments => Operation.Arguments;
    /// <summary>The store's identity, for marks of ownership.</summary>
    public abstract Guid StoreId { get; }
    /// <summary>Time.</summary>
    public abstract TimeProvider Clock { get; }
    /// <summary>What this step announced in an earlier run whose end is not known; null when it is a fresh run.</summary>
    public abstract Intent? Unsettled { get; }
    /// <summary>The end of the task that this step was waiting for.</summary>
    public abstract TaskEnd? Ended { get; }
    /// <summary>The steps of the operation that follow this one.</summary>
    public abstract IReadOnlyList<IStep> Following { get; }
    /// <summary>Addresses that the service holds, main ones first.</summary>
    public abstract IReadOnlyList<IpAssignment> Addresses { get; }
    /// <summary>
    /// Things that steps of one uninterrupted run share (a configuration read once, say); gone with every wait, failure and crash.
    /// </summary>
    public abstract IDictionary<Type, object> Shared { get; }
    /// <summary>Takes note of remote calls.</summary>
    public abstract CallSink Calls { get; }

    /// <summary>Throws when the lease has run out: asked right before a request leaves.</summary>
    /// <exception cref="ProvisioningException">LeaseLost.</exception>
    public abstract void DemandLease();

    /// <summary>Writes down, safe against a power cut, what is about to be changed on the server. Saves pending updates too.</summary>
    /// <param name="what">For people.</param>
    /// <param name="payload">For this step, should it have to find out whether it happened.</param>
    public abstract void Announce(string what, string? payload = null);

    /// <summary>Changes the service's row; saved with the next announcement or the step's end, whichever comes first.</summary>
    public abstract void Update(Func<ServiceRow, ServiceRow> change);

    /// <summary>Adds a line to the journal, saved likewise.</summary>
    public abstract void Note(string message);

    /// <summary>
    /// Swaps the reserved identity for the next free one from <paramref name="need"/> and saves at once.
    /// The old one stays nobody's: it belongs to whoever took it on the server.
    /// </summary>
    /// <param name="need">Which may take its place.</param>
    /// <param name="why">For the journal.</param>
    /// <param name="adminNote">A line for the service's admin notes; null for none.</param>
    /// <exception cref="ProvisioningException">NoFreeRemoteId.</exception>
    public abstract string ReplaceRemoteId(RemoteIdNeed need, string why, string? adminNote = null);

    /// <summary>Makes the service hold exactly what is needed: missing addresses are taken, surplus ones given back. Saved at once.</summary>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="ProvisioningException">NoFreeAddress, NoFittingPool.</exception>
    public abstract bool EnsureAddresses(IReadOnlyList<AddressNeed> needs);

    /// <summary>
    /// Gives back all that the service holds in the store: addresses, identity, secrets. Saved at once, together with pending updates.
    /// Only for a service of which nothing is left on its server.
    /// </summary>
    /// <param name="adminNote">A line for the service's admin notes.</param>
    public abstract void GiveUpEverything(string adminNote);

    /// <summary>A secret of the service, by the part of its name behind <c>service/ID/</c>.</summary>
    public abstract SecretText? Secret(string name);

    /// <summary>Stores a secret of the service at once.</summary>
    public abstract void SetSecret(string name, SecretText secret);

    /// <summary>Enters or replaces a schedule of the service at once.</summary>
    public abstract void SetSchedule(ScheduleRow schedule);

    /// <summary>Puts a secret of the service in another one's place, at once and together with pending updates; nothing moves when it isn't there.</summary>
    public abstract void MoveSecret(string name, string to);

    /// <summary>
    /// Takes a slot of a scarce resource, shared with all workers of the store; freed when the step ends or fails.
    /// The limit adapts: <see cref="SlowDown"/> lowers it, successes raise it again.
    /// </summary>
    /// <returns>False: answer with <see cref="StepResult.WaitForSlot"/>.</returns>
    public abstract bool TryTakeSlot(string resource, int max);

    /// <summary>The server showed that this is more than the resource can take.</summary>
    public abstract void SlowDown(string resource);

    /// <summary>Reads from the store what the driver keeps there.</summary>
    public abstract T Read<T>(Func<IStateReader, T> work);
}
