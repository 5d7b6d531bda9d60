namespace Provisioning;

/// <summary>How a machine is made anew.</summary>
public sealed record ReinstallVm
{
    /// <summary>VMID of the template; null takes the option's, else the one the machine was made from.</summary>
    public int? OsTemplate { get; init; }
    /// <summary>Public ssh keys in place of those of the order; null keeps them.</summary>
    public IReadOnlyList<string>? SshKeys { get; init; }
    /// <summary>The new password; null makes one up.</summary>
    public SecretText? Password { get; init; }
}
