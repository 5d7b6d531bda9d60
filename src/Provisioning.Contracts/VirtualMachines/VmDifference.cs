namespace Provisioning;

/// <summary>How much a difference matters.</summary>
public enum DifferenceSeverity
{
    /// <summary>Good to know; nothing has to be done.</summary>
    Information,
    /// <summary>The machine is not as it was sold.</summary>
    Warning,
    /// <summary>The machine is gone, or isn't ours.</summary>
    Error,
}

/// <summary>One thing that differs between a machine's record and its server.</summary>
public sealed record VmDifference
{
    /// <summary>The service.</summary>
    public required long ServiceId { get; init; }
    /// <summary>Host name and domain.</summary>
    public required string Fqdn { get; init; }
    /// <summary>The server.</summary>
    public required string Server { get; init; }
    /// <summary>Its VMID.</summary>
    public required int VmId { get; init; }
    /// <summary>What differs, in the server's words: <c>cores</c>, <c>net0.rate</c>, <c>scsi0.size</c>, <c>firewall.policy_in</c>, <c>mark</c>, <c>machine</c> ….</summary>
    public required string Property { get; init; }
    /// <summary>What the record says; null for nothing.</summary>
    public string? Expected { get; init; }
    /// <summary>What the server has; null for nothing.</summary>
    public string? Actual { get; init; }
    /// <summary>How much it matters.</summary>
    public DifferenceSeverity Severity { get; init; } = DifferenceSeverity.Warning;
    /// <summary>Whether Repair-ProvisionedVm can mend it.</summary>
    public bool Repairable { get; init; }
    /// <summary>Whether the machine has to be off for that.</summary>
    public bool NeedsStop { get; init; }
    /// <summary>Why it is so, or what can be done about it.</summary>
    public string? Reason { get; init; }

    /// <summary>Why a machine is not compared now: its record tells where it is on the way to, not where it is. Null when it is compared.</summary>
    public static string? NotCompared(ProvisionedService service) =>
        service.Status == ServiceStatus.Terminated ? "the service is terminated"
        : service.OperationState is not (null or OperationState.Stopped) ? $"{service.Operation} is under way; Wait-ProvisionedService {Number(service)} waits for it"
        : service.LocalStatus is not (VmStatus.Ready or VmStatus.ChangePackage or VmStatus.SetDnsRecords) ? $"its local status is '{service.LocalStatus}', half-way to something; Get-ProvisionedService -Id {Number(service)} shows where it stands"
        : null;

    private static string Number(ProvisionedService service) => service.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
