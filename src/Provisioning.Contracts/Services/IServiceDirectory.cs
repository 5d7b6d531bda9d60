namespace Provisioning;

/// <summary>Services of every kind.</summary>
public interface IServiceDirectory
{
    /// <summary>Streams services in the order of their numbers, a page at a time.</summary>
    IEnumerable<ProvisionedService> Find(ServiceFilter filter, CancellationToken cancellation);

    /// <summary>One service.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound.</exception>
    ProvisionedService Get(long id);

    /// <summary>The sign-in of the delivered service; null while there is none.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, KeyMismatch.</exception>
    ServiceCredential? RevealCredential(long id);

    /// <summary>Queues a suspension: what runs is switched off, and stays off until the service is resumed.</summary>
    /// <returns>The service with what it has to do.</returns>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, OperationUnknown, InvalidValue.</exception>
    ProvisionedService Suspend(long id, PowerOffRequest? how = null);

    /// <summary>Queues the end of a suspension: what is off is started.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, OperationUnknown.</exception>
    ProvisionedService Resume(long id);

    /// <summary>
    /// Queues a termination: backups, snapshots and the thing itself are removed from the server, and what the service held is given back.
    /// One that has stopped goes on when it is asked for again.
    /// </summary>
    /// <param name="id">The service.</param>
    /// <param name="keepBackups">Backups stay where they are.</param>
    /// <param name="leaveForeign">
    /// What is found in the service's place and is not ours is left untouched, with its backups, and the service is closed all the same.
    /// Without it such a find stops the termination. What is ours goes in either case.
    /// </param>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, OperationUnknown.</exception>
    ProvisionedService Terminate(long id, bool keepBackups = false, bool leaveForeign = false);

    /// <summary>Why an operation would be refused now, as far as our records tell; null when it would be queued.</summary>
    /// <param name="id">The service.</param>
    /// <param name="operation">The operation's name: Suspend, Start ….</param>
    /// <exception cref="ProvisioningException">ServiceNotFound, OperationUnknown.</exception>
    ProvisioningError? WouldRefuse(long id, string operation);

    /// <summary>
    /// Changes the record of a service. A due date that lies ahead, or none, withdraws what rules have asked for and not begun, and resumes a
    /// service that was suspended for being overdue, not one that an admin suspended.
    /// </summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids (a termination has begun, or is complete), InvalidValue, ContradictoryValues.</exception>
    ProvisionedService Change(long id, ServiceChange change);

    /// <summary>The local statuses that a service of this kind can be put to.</summary>
    IReadOnlyList<string> ResetStatuses(string kind);

    /// <summary>
    /// Puts the local status to a named step and ends all that the service had to do. Nothing is changed on the server. Refused while
    /// an operation is at work, and for a terminated service.
    /// </summary>
    /// <param name="id">The service.</param>
    /// <param name="localStatus">One of <see cref="ResetStatuses"/>.</param>
    /// <param name="goOn">Queues what follows from there: the rest of the creation, say.</param>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, InvalidValue.</exception>
    ProvisionedService ResetStatus(long id, string localStatus, bool goOn = false);

    /// <summary>
    /// Ticks these services until each has ended what it was doing, or <paramref name="timeout"/> is over.
    /// </summary>
    /// <param name="ids">The services.</param>
    /// <param name="tick">False only watches and leaves the work to other ticks.</param>
    /// <param name="timeout">Time allowed in all; null waits on.</param>
    /// <param name="progress">Told of each service whenever something about it changed.</param>
    /// <param name="cancellation">Ends the waiting, not the work.</param>
    /// <returns>Each service as soon as it has ended, with the error that stopped it in <see cref="ProvisionedService.LastError"/>; those whose time ran out come last, unended.</returns>
    IAsyncEnumerable<ProvisionedService> WaitAsync(IReadOnlyCollection<long> ids, bool tick, TimeSpan? timeout, IProgress<ProvisionedService>? progress, CancellationToken cancellation);
}
