using Provisioning.Engine;

namespace Provisioning;

internal sealed class IpPools(IStateStore store) : IIpPools
{
    public IEnumerable<IpPool> Find(string? name, string? server, IpFamily? family) => store.Read(r => r.Pools())
        .Where(p => NamePattern.Matches(name, p.Name) && NamePattern.Matches(server, p.Server) && (family is null || p.Family == family));

    public IpPool Get(string name) => store.Read(r => r.Pool(name)) ?? throw NotFound(name);

    public IpPool Create(IpPool pool) => store.Write(Durability.Full, w =>
    {
        var sound = PoolRules.Checked(pool with { Server = KnownServer(w, pool) }, w.Pools(pool.Server));
        w.AddPool(sound);
        return sound;
    });

    public IpPool Update(IpPool pool) => store.Write(Durability.Full, w =>
    {
        var before = w.Pool(pool.Name) ?? throw NotFound(pool.Name);
        var sound = PoolRules.Checked(pool with { Name = before.Name, Server = KnownServer(w, pool), Used = before.Used }, w.Pools(pool.Server));
        if (before.Used > 0 && (sound.Family != before.Family || !string.Equals(sound.Server, before.Server, StringComparison.OrdinalIgnoreCase)))
            throw InUse(before, "keep its server and address family");
        w.SavePool(sound);
        return sound;
    });

    public void Remove(string name) => store.Write(Durability.Full, w =>
    {
        var pool = w.Pool(name) ?? throw NotFound(name);
        if (pool.Used > 0) throw InUse(pool, "terminate the services that hold them first (Get-IpAssignment lists them)");
        w.DeletePool(pool.Name);
    });

    public IEnumerable<IpAssignment> Assignments(string? pool, long? serviceId, string? address, bool includeReleased)
    {
        long last = 0;
        return Pages.Stream((_, limit) => store.Read(r => r.AssignmentPage(pool, serviceId, address, includeReleased, last, limit, out last)), _ => last);
    }

    private static string KnownServer(IStateReader reader, IpPool pool) => reader.Server(pool.Server)?.Name ??
        throw new ProvisioningException(ErrorIds.ServerNotFound, ErrorKind.NotFound, $"There is no server '{pool.Server}'; Register-ProvisioningServer enters one.", pool.Server);

    private static ProvisioningException InUse(IpPool pool, string advice) =>
        new(ErrorIds.PoolInUse, ErrorKind.Busy, $"{pool.Used} addresses of pool '{pool.Name}' are assigned; {advice}.", pool.Name);

    private static ProvisioningException NotFound(string name) =>
        new(ErrorIds.PoolNotFound, ErrorKind.NotFound, $"There is no pool '{name}'; Get-IpPool lists them.", name);
}
