namespace Provisioning;

/// <summary>A service of any kind as an admin sees it.</summary>
public sealed record ProvisionedService
{
    /// <summary>Number in our store.</summary>
    public required long Id { get; init; }
    /// <summary>Kind of service, for example <see cref="VirtualMachineWords.Kind"/>.</summary>
    public required string Kind { get; init; }
    /// <summary>Where it stands towards its client.</summary>
    public required ServiceStatus Status { get; init; }
    /// <summary>The last step of our work on it that was completed.</summary>
    public required string LocalStatus { get; init; }
    /// <summary>The client's number.</summary>
    public required long ClientId { get; init; }
    /// <summary>The client's user name.</summary>
    public required string Client { get; init; }
    /// <summary>The package.</summary>
    public required string Package { get; init; }
    /// <summary>The server.</summary>
    public required string Server { get; init; }
    /// <summary>Node of the server, as far as known.</summary>
    public string? Node { get; init; }
    /// <summary>Identity on the server: a VMID, a server id, an account name.</summary>
    public string? RemoteId { get; init; }
    /// <summary>The VMID, where the service is a virtual machine.</summary>
    public int? VmId => Kind == VirtualMachineWords.Kind && int.TryParse(RemoteId, out var id) ? id : null;
    /// <summary>Host name without domain.</summary>
    public required string HostName { get; init; }
    /// <summary>Domain, without leading dot.</summary>
    public string? Domain { get; init; }
    /// <summary>Host name and domain.</summary>
    public string Fqdn => string.IsNullOrEmpty(Domain) ? HostName : HostName + "." + Domain;
    /// <summary>All addresses held, the main ones first.</summary>
    public IReadOnlyList<string> IpAddresses { get; init; } = [];
    /// <summary>When it has to be paid for; null is never. From then on it is overdue, and its package's rules count the days.</summary>
    public DateTimeOffset? DueDate { get; init; }
    /// <summary>Why it is suspended; null when it is not.</summary>
    public SuspensionReason? SuspendedFor { get; init; }
    /// <summary>State the server reported last: running, stopped; unknown while its node does not report.</summary>
    public string? RemoteStatus { get; init; }
    /// <summary>Lock the server reported last: clone, backup ….</summary>
    public string? RemoteLock { get; init; }
    /// <summary>The operation under way or, when none is, null.</summary>
    public string? Operation { get; init; }
    /// <summary>How that operation stands.</summary>
    public OperationState? OperationState { get; init; }
    /// <summary>The step it is at.</summary>
    public string? Step { get; init; }
    /// <summary>When it will be looked at again.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>The failure that stopped it or that it is retrying after.</summary>
    public ProvisioningError? LastError { get; init; }
    /// <summary>The orderer's own reference, unique in the store.</summary>
    public string? OrderReference { get; init; }
    /// <summary>The order could not be checked against the server when it was taken; the tick does it.</summary>
    public bool Unchecked { get; init; }
    /// <summary>Notes of the admin and of operations.</summary>
    public string? AdminNotes { get; init; }
    /// <summary>When it was ordered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it was ready first.</summary>
    public DateTimeOffset? ReadyAt { get; init; }
    /// <summary>How many passes worked on it.</summary>
    public int Ticks { get; init; }
    /// <summary>Remote calls made for it, watching of tasks apart.</summary>
    public int RemoteCalls { get; init; }
    /// <summary>What it waits for: a task of the server, a lock to go, a slot.</summary>
    public string? WaitingFor { get; init; }
    /// <summary>
    /// Options that beat its package, under their plain names. Not called as the parameter is: a piped service must not bring its own as a wish.
    /// </summary>
    public IReadOnlyDictionary<string, string> AssignedOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Number and name.</summary>
    public override string ToString() => $"{Id.ToString(System.Globalization.CultureInfo.InvariantCulture)} {Fqdn}";
}
