using Provisioning.Engine;

namespace Provisioning;

internal sealed class ServerRegistry(IStateStore store, IServerChecks checks, TimeProvider clock) : IServerRegistry
{
    public IEnumerable<ProvisioningServer> Find(string? name) => store.Read(r => r.Servers()).Where(s => NamePattern.Matches(name, s.Name));

    public ProvisioningServer Get(string name) => store.Read(r => r.Server(name)) ?? throw NotFound(name);

    public ProvisioningServer Register(ProvisioningServer server, SecretText secret)
    {
        var sound = ServerRules.Checked(server) with { RegisteredAt = clock.GetUtcNow() };
        ServerRules.DemandSecret(server, secret);
        store.Write(Durability.Full, w =>
        {
            w.AddServer(sound);
            w.SetSecret(SecretNames.OfServer(sound.Name), secret);
        });
        return sound;
    }

    public ProvisioningServer Update(ProvisioningServer server, SecretText? secret)
    {
        var sound = ServerRules.Checked(server);
        if (secret is not null) ServerRules.DemandSecret(server, secret);
        return store.Write(Durability.Full, w =>
        {
            var before = w.Server(server.Name) ?? throw NotFound(server.Name);
            var after = sound with { Name = before.Name, Kind = before.Kind, RegisteredAt = before.RegisteredAt };
            w.SaveServer(after);
            if (secret is not null) w.SetSecret(SecretNames.OfServer(before.Name), secret);
            return after;
        });
    }

    public void Unregister(string name) => store.Write(Durability.Full, w =>
    {
        var server = w.Server(name) ?? throw NotFound(name);
        var services = w.CountServices(server: server.Name);
        if (services > 0)
            throw new ProvisioningException(ErrorIds.ServerInUse, ErrorKind.Busy, $"Server '{server.Name}' still has {services} services; terminate them first.", server.Name);
        if (w.Pools(server.Name) is { Count: > 0 } pools)
            throw new ProvisioningException(ErrorIds.ServerInUse, ErrorKind.Busy, $"Server '{server.Name}' still has {pools.Count} address pools; remove them first with Remove-IpPool.", server.Name);
        w.DeleteServer(server.Name);
        w.DeleteSecrets(SecretNames.OfServer(server.Name));
    });

    public async Task<ServerCheck> CheckAsync(string name, CancellationToken cancellation)
    {
        var server = Get(name);
        var secret = store.Read(r => r.Secret(SecretNames.OfServer(server.Name))) ??
            throw new ProvisioningException(ErrorIds.CredentialRejected, ErrorKind.Auth, $"The store holds no credential for server '{server.Name}'; set it with Set-ProvisioningServer -Credential.", server.Name);
        var check = await CheckAsync(server, secret, cancellation).ConfigureAwait(false);
        if (check.Version is { } version && version != server.Version)
            store.Write(Durability.Normal, w =>
            {
                if (w.Server(server.Name) is { } now) w.SaveServer(now with { Version = version });
            });
        return check;
    }

    public Task<ServerCheck> CheckAsync(ProvisioningServer server, SecretText secret, CancellationToken cancellation) =>
        checks.CheckAsync(ServerRules.Checked(server), secret, cancellation);

    private static ProvisioningException NotFound(string name) =>
        new(ErrorIds.ServerNotFound, ErrorKind.NotFound, $"There is no server '{name}'; Get-ProvisioningServer lists them.", name);
}
