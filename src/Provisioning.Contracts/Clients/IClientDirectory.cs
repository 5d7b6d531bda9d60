namespace Provisioning;

/// <summary>The clients.</summary>
public interface IClientDirectory
{
    /// <summary>Clients by user name (wildcards allowed) or all.</summary>
    IEnumerable<ProvisioningClient> Find(string? userName = null);

    /// <summary>One client by number.</summary>
    /// <exception cref="ProvisioningException">ClientNotFound.</exception>
    ProvisioningClient Get(long id);

    /// <summary>Enters a client.</summary>
    /// <exception cref="ProvisioningException">ClientExists, InvalidValue.</exception>
    ProvisioningClient Create(ProvisioningClient client);

    /// <summary>Replaces a client's fields.</summary>
    /// <exception cref="ProvisioningException">ClientNotFound, ClientExists, InvalidValue.</exception>
    ProvisioningClient Update(ProvisioningClient client);

    /// <summary>Forgets a client without services.</summary>
    /// <exception cref="ProvisioningException">ClientNotFound, ClientInUse.</exception>
    void Remove(long id);
}
