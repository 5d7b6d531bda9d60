namespace Provisioning;

/// <summary>Tries a server of one kind.</summary>
internal interface IServerChecks
{
    /// <summary>Asks it for its version, nodes and our privileges.</summary>
    Task<ServerCheck> CheckAsync(ProvisioningServer server, SecretText secret, CancellationToken cancellation);
}
