namespace Provisioning.Proxmox;

/// <summary>How a password may be given.</summary>
internal sealed record PasswordArguments
{
    /// <summary>A running machine whose agent can't do it may be switched off and on.</summary>
    public bool Restart { get; init; }
}
