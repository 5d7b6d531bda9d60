namespace Provisioning;

/// <summary>An opened store with its drivers plugged in: all that a face can ask for. Safe for use from several threads.</summary>
public interface IProvisioningHost : IDisposable
{
    /// <summary>The store itself.</summary>
    IStoreAdministration Store { get; }
    /// <summary>Registered servers.</summary>
    IServerRegistry Servers { get; }
    /// <summary>Virtual-machine packages.</summary>
    IVmPackageCatalog VmPackages { get; }
    /// <summary>Address pools and assignments.</summary>
    IIpPools Pools { get; }
    /// <summary>The people who order.</summary>
    IClientDirectory Clients { get; }
    /// <summary>Services of every kind.</summary>
    IServiceDirectory Services { get; }
    /// <summary>Orders and buttons of virtual machines.</summary>
    IVirtualMachines VirtualMachines { get; }
    /// <summary>Registered DNS zones.</summary>
    IDnsZones DnsZones { get; }
    /// <summary>DNS records in step with services.</summary>
    IDnsRecords DnsRecords { get; }
    /// <summary>Snapshots of virtual machines.</summary>
    IVmSnapshots VmSnapshots { get; }
    /// <summary>Backups of virtual machines.</summary>
    IVmBackups VmBackups { get; }
    /// <summary>Weekly schedules of snapshots and backups.</summary>
    IVmSchedules VmSchedules { get; }
    /// <summary>Machines that exist: found, taken over, compared with their record, mended, made anew.</summary>
    IVmUpkeep VmUpkeep { get; }
    /// <summary>Operations, journal and remote calls.</summary>
    IProvisioningRecords Records { get; }
    /// <summary>The tick.</summary>
    ITick Tick { get; }
}
