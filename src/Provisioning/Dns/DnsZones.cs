using System.Globalization;
using Provisioning.Dns;
using Provisioning.Engine;
using Provisioning.Http;

namespace Provisioning;

internal sealed class DnsZones(IStateStore store, DnsProviderSet providers, TimeProvider clock, Action<RemoteCall> calls) : IDnsZones
{
    public IEnumerable<DnsZone> Find(string? name) => store.Read(reader => reader.DnsZones()).Where(zone => DnsReconciler.Matches(name, zone));

    public DnsZone Get(long id) => store.Read(reader => reader.DnsZone(id)) ?? throw NotFound(id);

    public DnsZone Register(DnsZone zone, SecretText secret)
    {
        var now = clock.GetUtcNow();
        var sound = DnsZoneRules.Checked(zone) with { RegisteredAt = now, CheckDueAt = now };
        Try(sound, secret);
        return store.Write(Durability.Full, writer =>
        {
            var id = writer.AddDnsZone(sound);
            writer.SetSecret(DnsProviderSet.SecretName(id), secret);
            return writer.DnsZone(id)!;
        });
    }

    public DnsZone Update(DnsZone zone, SecretText? secret)
    {
        var before = Get(zone.Id);
        var sound = DnsZoneRules.Checked(zone with { Name = before.Name, Provider = before.Provider, Endpoint = before.Endpoint });
        if (secret is not null) Try(sound, secret);
        return store.Write(Durability.Full, writer =>
        {
            var now = writer.DnsZone(zone.Id) ?? throw NotFound(zone.Id);
            // How it stands is not the admin's to set; but what was changed may be what failed, so it is tried at once.
            writer.SaveDnsZone(sound with { Failures = 0, UnreachableSince = now.UnreachableSince, RestsUntil = null, LastError = now.LastError, CheckedAt = now.CheckedAt, CheckDueAt = clock.GetUtcNow() });
            if (secret is not null) writer.SetSecret(DnsProviderSet.SecretName(zone.Id), secret);
            return writer.DnsZone(zone.Id)!;
        });
    }

    public void Unregister(long id, bool abandon) => store.Write(Durability.Full, writer =>
    {
        var zone = writer.DnsZone(id) ?? throw NotFound(id);
        if (!abandon && writer.CountOwnedRecords(id) is > 0 and var owned)
            throw new ProvisioningException(ErrorIds.DnsZoneInUse, ErrorKind.Busy,
                $"Zone {zone.Name} at {zone.Provider} {zone.Endpoint} has {owned} record(s) of ours; terminate what they are for, or leave them there with Unregister-DnsZone -Abandon.", zone.Name);
        writer.DeleteDnsZone(id);
        writer.DeleteSecrets(DnsProviderSet.SecretName(id));
    });

    public async Task<DnsZoneCheck> CheckAsync(long id, CancellationToken cancellation)
    {
        var zone = Get(id);
        try
        {
            return await TestAsync(providers.Open(zone), zone, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException failed)
        {
            return Failed(zone, failed.Error);
        }
    }

    public async Task<DnsZoneCheck> CheckAsync(DnsZone zone, SecretText secret, CancellationToken cancellation)
    {
        var sound = DnsZoneRules.Checked(zone);
        using var provider = providers.Create(sound, secret);
        try
        {
            return await TestAsync(provider, sound, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException failed)
        {
            return Failed(sound, failed.Error);
        }
    }

    private async Task<DnsZoneCheck> TestAsync(IDnsProvider provider, DnsZone zone, CancellationToken cancellation)
    {
        var check = await provider.TestAsync(DnsName.Parse(zone.Name), new CallScope(new Log(calls)), cancellation).ConfigureAwait(false);
        return check with { Zone = zone.Name, Provider = zone.Provider, Endpoint = zone.Endpoint };
    }

    /// <summary>Whether a provider can be made of it at all: a TSIG secret that is no base64 is found here, not at the first write.</summary>
    private void Try(DnsZone zone, SecretText secret) => providers.Create(zone, secret).Dispose();

    private static DnsZoneCheck Failed(DnsZone zone, ProvisioningError error) => new() { Zone = zone.Name, Provider = zone.Provider, Endpoint = zone.Endpoint, Problems = [error] };

    private static ProvisioningException NotFound(long id) =>
        new(ErrorIds.DnsZoneNotFound, ErrorKind.NotFound, $"There is no registered zone {id}; Get-DnsZone lists them.", id.ToString(CultureInfo.InvariantCulture));

    private sealed class Log(Action<RemoteCall> sink) : ICallLog
    {
        public void Record(RemoteCall call) => sink(call);
    }
}
