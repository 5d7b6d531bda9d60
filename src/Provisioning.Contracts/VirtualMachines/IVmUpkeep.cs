namespace Provisioning;

/// <summary>Machines that exist: found, taken over, compared with their record, mended, made anew.</summary>
public interface IVmUpkeep
{
    /// <summary>
    /// Queues a reinstallation: the machine is deleted and made anew under its VMID, with its addresses, MAC address and VLAN; backups stay,
    /// snapshots go, the password is a new one. One that stopped half-way goes on when it is asked for again. A suspended service stays off.
    /// </summary>
    /// <returns>The service with what it has to do.</returns>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, MachineLocked, TemplateNotFound, NotATemplate, InvalidValue.</exception>
    Task<ProvisionedService> ReinstallAsync(long id, ReinstallVm how, CancellationToken cancellation);

    /// <summary>Checks a reinstallation and stores nothing.</summary>
    /// <exception cref="ProvisioningException">As <see cref="ReinstallAsync"/>.</exception>
    Task CheckReinstallAsync(long id, ReinstallVm how, CancellationToken cancellation);

    /// <summary>Queues a new password for the guest's user.</summary>
    /// <param name="id">The service.</param>
    /// <param name="password">The password, 5 to 256 characters on one line; null makes one up.</param>
    /// <param name="restart">Whether a machine that runs without a guest agent may be restarted for it; else it keeps the old one.</param>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, InvalidValue.</exception>
    ProvisionedService ResetPassword(long id, SecretText? password, bool restart);

    /// <summary>Streams the templates of a server, or of all Proxmox VE servers; one out of reach is a finding of its own.</summary>
    /// <exception cref="ProvisioningException">ServerNotFound.</exception>
    IAsyncEnumerable<ServerFinding<OsTemplate>> FindTemplatesAsync(string? server, CancellationToken cancellation);

    /// <summary>Looks at a machine that is to be taken over, and changes nothing.</summary>
    /// <exception cref="ProvisioningException">
    /// ServerNotFound, ClientNotFound, PackageNotFound, MachineMissing, RemoteIdTaken, ForeignMachine, MachineLocked, AddressTaken, InvalidValue,
    /// UnknownOption, OrderExists, and whatever keeps the server from being asked.
    /// </exception>
    Task<IAdoption> PrepareAdoptionAsync(AdoptVm request, CancellationToken cancellation);

    /// <summary>Streams what differs between the record of machines and their servers, service by service.</summary>
    IAsyncEnumerable<ServerFinding<VmDifference>> CompareAsync(ServiceFilter filter, CancellationToken cancellation);

    /// <summary>Queues the mending of a machine: all that differs from its record and can be changed.</summary>
    /// <param name="id">The service.</param>
    /// <param name="allowRestart">Whether it may be switched off and on for what can't be changed while it runs; else that is left as it is.</param>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids.</exception>
    ProvisionedService Repair(long id, bool allowRestart);
}

/// <summary>A machine that was looked at and can be taken over.</summary>
public interface IAdoption
{
    /// <summary>What will be recorded.</summary>
    AdoptionPlan Plan { get; }

    /// <summary>Reserves its VMID and addresses, records it, and queues its marking.</summary>
    /// <exception cref="ProvisioningException">RemoteIdTaken, AddressTaken, HostNameTaken, OrderExists: somebody was quicker.</exception>
    ProvisionedService Take();
}

/// <summary>What a server holds, or why it could not be asked.</summary>
/// <param name="Server">The server.</param>
/// <param name="Value">The finding; null when there is an error.</param>
/// <param name="Error">Why there is none.</param>
public sealed record ServerFinding<T>(string Server, T? Value, ProvisioningError? Error) where T : class;
