using System.Collections.Concurrent;

namespace Provisioning.Engine;

/// <summary>Renews the leases of one tick for as long as their services are worked on.</summary>
internal sealed class LeaseKeeper : IDisposable
{
    private readonly ConcurrentDictionary<long, HeldLease> _held = new();
    private readonly IStateStore _store;
    private readonly TimeProvider _clock;
    private readonly EngineOptions _options;
    private readonly ITimer _timer;

    public LeaseKeeper(IStateStore store, TimeProvider clock, EngineOptions options)
    {
        (_store, _clock, _options) = (store, clock, options);
        _timer = clock.CreateTimer(static self => ((LeaseKeeper)self!).Renew(), this, options.Heartbeat, options.Heartbeat);
    }

    public HeldLease Hold(Lease lease, DateTimeOffset until)
    {
        var held = new HeldLease(lease, until);
        _held[lease.ServiceId] = held;
        return held;
    }

    public void Forget(HeldLease held) => _held.TryRemove(new(held.Lease.ServiceId, held));

    public void Dispose() => _timer.Dispose();

    private void Renew()
    {
        if (_held.IsEmpty) return;
        var held = _held.Values.ToArray();
        var now = _clock.GetUtcNow();
        var until = now + _options.LeaseDuration;
        IReadOnlyList<Lease> kept;
        try
        {
            kept = _store.Write(Durability.Normal, writer => writer.Renew([.. held.Select(h => h.Lease)], now, until));
        }
        catch (Exception)
        {
            // Nobody waits for this; an unrenewed lease runs out and whoever works under it notices at the next write.
            return;
        }
        var alive = kept.Select(l => l.ServiceId).ToHashSet();
        foreach (var one in held)
            if (alive.Contains(one.Lease.ServiceId)) one.Prolong(until);
            else one.Lose();
    }
}
