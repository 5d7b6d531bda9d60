namespace Provisioning;

/// <summary>The registered servers.</summary>
public interface IServerRegistry
{
    /// <summary>All servers by name; <paramref name="name"/> may hold wildcards.</summary>
    IEnumerable<ProvisioningServer> Find(string? name = null);

    /// <summary>One server.</summary>
    /// <exception cref="ProvisioningException">ServerNotFound.</exception>
    ProvisioningServer Get(string name);

    /// <summary>Enters a server. Nothing is asked of it; see <see cref="CheckAsync(ProvisioningServer, SecretText, CancellationToken)"/>.</summary>
    /// <exception cref="ProvisioningException">ServerExists, InvalidValue.</exception>
    ProvisioningServer Register(ProvisioningServer server, SecretText secret);

    /// <summary>Replaces what is recorded of a server; a null secret keeps the old one.</summary>
    ProvisioningServer Update(ProvisioningServer server, SecretText? secret);

    /// <summary>Forgets a server that has no services left.</summary>
    /// <exception cref="ProvisioningException">ServerNotFound, ServerInUse.</exception>
    void Unregister(string name);

    /// <summary>Asks a registered server for its version, nodes and our privileges.</summary>
    Task<ServerCheck> CheckAsync(string name, CancellationToken cancellation);

    /// <summary>The same for one that is not registered yet.</summary>
    Task<ServerCheck> CheckAsync(ProvisioningServer server, SecretText secret, CancellationToken cancellation);
}
