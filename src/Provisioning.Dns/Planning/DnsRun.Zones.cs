using Provisioning.Engine;
using Provisioning.Http;

namespace Provisioning.Dns;

/// <content>Zones: the sole right to write one, and what is in it.</content>
internal sealed partial class DnsRun
{
    /// <summary>Takes the sole right to write the zones, in the order of their numbers, so that two who want several never wait for each other.</summary>
    private async Task ClaimAsync(DnsPicture picture, DnsRunMode mode, List<ZoneWork> held, CancellationToken cancellation)
    {
        foreach (var zone in picture.Zones.OrderBy(zone => zone.Zone.Id))
        {
            var work = new ZoneWork(zone);
            if (mode.HeedsRests && zone.Zone.RestsUntil is { } rests && rests > Now)
            {
                PutOff(work, rests);
                if (zone.Zone.LastError is { } error) _result.Add(error, ofZone: true);
                continue;
            }
            while (!Renew(work))
            {
                if (!mode.WaitsForZones)
                {
                    _result.Busy.Add(zone.Zone.Id);
                    PutOff(work, Now + TimeSpan.FromSeconds(1));
                    work = null;
                    break;
                }
                await Task.Delay(options.BusyLook, clock, cancellation).ConfigureAwait(false);
            }
            if (work is not null) held.Add(work);
        }
    }

    private bool Renew(ZoneWork work)
    {
        var until = Now + options.ZoneLease;
        if (!store.Write(Durability.Normal, writer => writer.LeaseDnsZone(work.Zone.Id, _worker, Now, until))) return false;
        work.HeldUntil = until;
        return true;
    }

    private void DemandLease(ZoneWork work)
    {
        if (Now >= work.HeldUntil)
            throw new ProvisioningException(ErrorIds.LeaseLost, ErrorKind.Conflict, $"Writing zone {work.Zone.Name} took so long that another worker may have it; the next tick goes on.", work.Zone.Name, retryable: true);
    }

    /// <summary>Providers work side by side, the zones of one after another: a dead one holds up nobody else, and fails once instead of once a zone.</summary>
    private static Task EachProviderAsync(IEnumerable<ZoneWork> works, Func<ZoneWork, bool> takes, Func<ZoneWork, Task> each) => Task.WhenAll(works.GroupBy(work => (work.Zone.Provider, work.Zone.Endpoint)).Select(async provider =>
    {
        foreach (var work in provider)
        {
            work.Failure ??= provider.Select(other => other.Failure).FirstOrDefault(failure => failure is not null && ConcernsProvider(failure));
            if (work.Failure is null && takes(work)) await each(work).ConfigureAwait(false);
        }
    }));

    private async Task ReadAsync(ZoneWork work, DnsTask task, CancellationToken cancellation)
    {
        await TryAsync(work, async () =>
        {
            work.Provider = providers.Open(work.Zone);
            work.Content = await work.Provider.ReadAsync(work.Name, task.IsWhole ? null : work.Picture.Keys, Scope(null), cancellation).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
    }

    private static async Task TryAsync(ZoneWork work, Func<Task> action, CancellationToken cancellation)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (ProvisioningException failed) when (!BreaksStore(failed.Error))
        {
            work.Failure = failed.Error;
        }
        catch (Exception fault) when (fault is not ProvisioningException && !(fault is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            work.Failure = new ProvisioningError(ErrorIds.StepFaulted, ErrorKind.BadReply,
                $"Zone {work.Zone.Name} at {work.Zone.Provider} broke with {fault.GetType().Name}: {Redaction.OneLine(fault.Message, 200)}. It is tried again; report it if it stays.", work.Zone.Name, true);
        }
    }

    /// <summary>Whether the provider itself is what failed: then all its zones rest.</summary>
    private static bool ConcernsProvider(ProvisioningError error) => error.Kind is ErrorKind.Unreachable or ErrorKind.Timeout || error.Id is ErrorIds.DnsRateLimited or ErrorIds.EndpointResting;

    private static bool BreaksStore(ProvisioningError error) => error.Id is ErrorIds.StoreDamaged or ErrorIds.StoreNotWritable or ErrorIds.StoreNotFound or ErrorIds.StoreBusy;

    /// <summary>One zone on its way through a round.</summary>
    private sealed class ZoneWork(ZonePicture picture)
    {
        public ZonePicture Picture { get; private set; } = picture;
        public DnsZone Zone => Picture.Zone;
        public DnsName Name { get; } = DnsName.Parse(picture.Zone.Name);
        public DateTimeOffset HeldUntil { get; set; }
        public IDnsProvider? Provider { get; set; }
        public ZoneContent? Content { get; set; }
        public IReadOnlyList<PlannedRecord> Plan { get; set; } = [];
        public ProvisioningError? Failure { get; set; }
        public ProvisioningError? Withheld { get; set; }
        /// <summary>Forgotten while it was read.</summary>
        public bool IsGone { get; set; }
        public HashSet<RecordKey> Settled { get; } = [];
        public List<RecordKey> Stale { get; } = [];

        public IEnumerable<long> Services => Picture.Wants.Select(want => want.ServiceId).Concat(Picture.Owned.Select(row => row.ServiceId)).Distinct();

        public ZoneWork With(ZonePicture picture)
        {
            Picture = picture;
            return this;
        }
    }
}
