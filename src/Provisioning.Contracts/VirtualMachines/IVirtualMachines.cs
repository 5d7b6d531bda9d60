namespace Provisioning;

/// <summary>Orders and buttons of virtual machines.</summary>
public interface IVirtualMachines
{
    /// <summary>Opens the taking of orders: the cluster is looked at once for all that follow shortly.</summary>
    IOrderDesk OpenOrderDesk();

    /// <summary>Checks an order as far as that needs no server and stores nothing.</summary>
    /// <exception cref="ProvisioningException">What is wrong with it.</exception>
    void Check(OrderVm order);

    /// <summary>Queues a start; after the last step of the creation it ends that. Refused unless the service is there and not suspended.</summary>
    /// <returns>The service with what it has to do.</returns>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids.</exception>
    ProvisionedService Start(long id);

    /// <summary>Queues a shutdown, and a stop when that takes too long.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, InvalidValue.</exception>
    ProvisionedService Stop(long id, PowerOffRequest? how = null);

    /// <summary>Queues a shutdown and a start.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, InvalidValue.</exception>
    ProvisionedService Restart(long id, PowerOffRequest? how = null);

    /// <summary>
    /// Queues a command that forces one thing to the package's values; see <see cref="VmCommands"/>. One that needs a stopped machine asks the
    /// server first, unless other work comes before it; with the server out of reach it is queued, and looks when its turn comes.
    /// </summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, OperationUnknown, StatusForbids, MachineRunning.</exception>
    Task<RequestedVmCommand> RunStepAsync(long id, string command, CancellationToken cancellation);

    /// <summary>Finds out whether a command would be refused now, and queues nothing.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, OperationUnknown, StatusForbids, MachineRunning.</exception>
    Task CheckStepAsync(long id, string command, CancellationToken cancellation);

    /// <summary>Finds out whether a change would be refused now, and queues nothing.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, PackageNotFound, UnknownOption, InvalidValue, ContradictoryValues.</exception>
    void Check(long id, ChangeVm change);

    /// <summary>Queues a change of package or options.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, PackageNotFound, UnknownOption, InvalidValue, ContradictoryValues.</exception>
    ProvisionedService ChangePackage(long id, ChangeVm change);

    /// <summary>Queues the rest of the automatic creation, from the step that follows the local status.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids.</exception>
    ProvisionedService GoOn(long id);
}

/// <summary>Takes orders in batches.</summary>
public interface IOrderDesk
{
    /// <summary>
    /// Takes orders: each is either stored whole (service, addresses, VMID, queued deploy) or refused and leaves nothing behind.
    /// A server out of reach is no refusal: the order is taken unchecked.
    /// </summary>
    Task<IReadOnlyList<OrderResult>> SubmitAsync(IReadOnlyList<OrderVm> orders, CancellationToken cancellation);
}
