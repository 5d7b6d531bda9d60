using System.Globalization;
using Provisioning.Dns;
using Provisioning.Engine;

namespace Provisioning;

internal sealed class DnsRecords(IStateStore store, DnsReconciler reconciler, ProvisioningEngine engine, IServiceDirectory services) : IDnsRecords
{
    public IAsyncEnumerable<DnsChange> PlanAsync(DnsScope scope, Action<ProvisioningError>? problems, CancellationToken cancellation) =>
        reconciler.PlanAsync(Known(scope), problems, cancellation);

    public IAsyncEnumerable<DnsChangeResult> SyncAsync(DnsScope scope, Action<ProvisioningError>? problems, CancellationToken cancellation) =>
        reconciler.SyncAsync(Known(scope), problems, cancellation);

    public IAsyncEnumerable<DnsChangeResult> ApplyAsync(IReadOnlyList<DnsChange> changes, bool force, CancellationToken cancellation) =>
        reconciler.ApplyAsync(changes, force, cancellation);

    public IAsyncEnumerable<DnsDifference> CompareAsync(DnsScope scope, Action<ProvisioningError>? problems, CancellationToken cancellation) =>
        reconciler.CompareAsync(Known(scope), problems, cancellation);

    public IEnumerable<DnsRecord> Find(DnsScope scope, CancellationToken cancellation)
    {
        Known(scope);
        var (zones, rows) = store.Read(reader => (
            reader.DnsZones().ToDictionary(zone => zone.Id),
            scope.ServiceIds.Count > 0 ? reader.OwnedRecordsOf(scope.ServiceIds) : reader.OwnedRecords()));
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            var zone = zones[row.ZoneId];
            if (scope.Zones.Count > 0 && !scope.Zones.Any(pattern => DnsReconciler.Matches(pattern, zone))) continue;
            yield return new DnsRecord
            {
                ZoneId = row.ZoneId, Zone = zone.Name, Provider = zone.Provider, Endpoint = zone.Endpoint, Name = row.Name, Type = row.Type, Data = row.Data,
                Pending = row.Intended, IsGoing = row.Intent == DnsIntent.Delete, ServiceId = row.ServiceId, Address = row.Address, OwnedSince = row.OwnedSince, ConfirmedAt = row.ConfirmedAt,
            };
        }
    }

    public ProvisionedService Queue(long serviceId)
    {
        engine.Requests.Request(serviceId, StandardOperations.SyncDns);
        return services.Get(serviceId);
    }

    public IEnumerable<ReverseDns> Reverse(long? serviceId, string? address)
    {
        if (serviceId is { } id) services.Get(id);
        var held = store.Read(reader => reader.ReverseNames(serviceId, address is null ? null : Canonical(address)));
        return address is not null && held.Count == 0 ? throw NotHeld(address, serviceId) : held;
    }

    public ReverseDns SetReverse(string address, string? hostName, long? serviceId)
    {
        var text = Canonical(address);
        var name = string.IsNullOrWhiteSpace(hostName) ? null : DnsName.Parse(hostName).ToString();
        return store.Write(Durability.Full, writer =>
        {
            var held = writer.ReverseNames(serviceId, text);
            if (held.Count == 0) throw NotHeld(address, serviceId);
            if (held.Count > 1)
                throw new ProvisioningException(ErrorIds.ContradictoryValues, ErrorKind.Invalid,
                    $"{text} is held by services {string.Join(", ", held.Select(each => each.ServiceId))} of several servers; say which with -ServiceId.", text);
            writer.SetReverseName(held[0].ServiceId, text, name);
            return writer.ReverseNames(held[0].ServiceId, text)[0];
        });
    }

    /// <summary>A service that nobody knows is an error here, not an empty answer.</summary>
    private DnsScope Known(DnsScope scope)
    {
        foreach (var id in scope.ServiceIds)
            if (store.Read(reader => reader.Service(id)) is null)
                throw new ProvisioningException(ErrorIds.ServiceNotFound, ErrorKind.NotFound, $"There is no service {id}; Get-ProvisionedService lists them.", id.ToString(CultureInfo.InvariantCulture));
        return scope;
    }

    private static string Canonical(string address) => IpNumber.TryParse(address, out var family, out var number)
        ? IpNumber.Format(family, number)
        : throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"'{address}' is no address.", address);

    private static ProvisioningException NotHeld(string address, long? serviceId) => new(ErrorIds.AddressNotFound, ErrorKind.NotFound,
        $"{(serviceId is { } id ? $"Service {id} does not hold" : "No service holds")} the address {address}; Get-IpAssignment lists them.", address);
}
