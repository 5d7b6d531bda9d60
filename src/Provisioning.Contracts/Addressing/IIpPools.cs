namespace Provisioning;

/// <summary>Address pools and who holds what.</summary>
public interface IIpPools
{
    /// <summary>Pools by name (wildcards allowed), server and version.</summary>
    IEnumerable<IpPool> Find(string? name = null, string? server = null, IpFamily? family = null);

    /// <summary>One pool.</summary>
    /// <exception cref="ProvisioningException">PoolNotFound.</exception>
    IpPool Get(string name);

    /// <summary>Enters a pool.</summary>
    /// <exception cref="ProvisioningException">PoolExists, PoolOverlaps, ServerNotFound, InvalidValue.</exception>
    IpPool Create(IpPool pool);

    /// <summary>Replaces a pool's fields. Assigned addresses keep what they were assigned with.</summary>
    /// <exception cref="ProvisioningException">PoolNotFound, PoolOverlaps, PoolInUse, InvalidValue.</exception>
    IpPool Update(IpPool pool);

    /// <summary>Forgets a pool none of whose addresses is held.</summary>
    /// <exception cref="ProvisioningException">PoolNotFound, PoolInUse.</exception>
    void Remove(string name);

    /// <summary>Assignments, the held ones unless <paramref name="includeReleased"/>.</summary>
    IEnumerable<IpAssignment> Assignments(string? pool = null, long? serviceId = null, string? address = null, bool includeReleased = false);
}
