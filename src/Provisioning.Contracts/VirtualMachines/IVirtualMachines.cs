namespace Provisioning;

/// <summary>Orders and buttons of virtual machines.</summary>
public interface IVirtualMachines
{
    /// <summary>Opens the taking of orders: the cluster is looked at once for all that follow shortly.</summary>
    IOrderDesk OpenOrderDesk();

    /// <summary>Checks an order as far as that needs no server and stores nothing.</summary>
    /// <exception cref="ProvisioningException">What is wrong with it.</exception>
    void Check(OrderVm order);
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
