namespace Provisioning;

/// <summary>An order for a virtual machine.</summary>
public sealed record OrderVm
{
    /// <summary>The package.</summary>
    public required string Package { get; init; }
    /// <summary>The client's user name; or give <see cref="ClientId"/>.</summary>
    public string? Client { get; init; }
    /// <summary>The client's number.</summary>
    public long? ClientId { get; init; }
    /// <summary>The server; null takes the package's.</summary>
    public string? Server { get; init; }
    /// <summary>Host name; null follows the package's rule.</summary>
    public string? HostName { get; init; }
    /// <summary>Domain; null takes the package's.</summary>
    public string? Domain { get; init; }
    /// <summary>VMID of the template; null takes the options' or the package's.</summary>
    public int? OsTemplate { get; init; }
    /// <summary>Node; null takes the package's.</summary>
    public string? TargetNode { get; init; }
    /// <summary>Cloud-init user; null takes the package's.</summary>
    public string? OsUser { get; init; }
    /// <summary>Password; null makes one up.</summary>
    public SecretText? Password { get; init; }
    /// <summary>Public ssh keys besides the package's.</summary>
    public IReadOnlyList<string> SshKeys { get; init; } = [];
    /// <summary>Options by name; an option overrides the package, 0 included.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
    /// <summary>When it has to be paid for; null is never.</summary>
    public DateTimeOffset? DueDate { get; init; }
    /// <summary>The orderer's own reference; a second order with the same one is refused.</summary>
    public string? OrderReference { get; init; }
}

/// <summary>What became of one order of a batch.</summary>
/// <param name="Order">The order.</param>
/// <param name="Service">The service that came of it; null when it was refused.</param>
/// <param name="Error">Why it was refused.</param>
public sealed record OrderResult(OrderVm Order, ProvisionedService? Service, ProvisioningError? Error);
