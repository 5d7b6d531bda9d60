namespace Provisioning.Engine;

/// <summary>
/// Slots of a scarce resource, counted in the store so that all workers share them, and the limit that adapts to the server:
/// halved when it shows distress, raised by one about every full round of successes. Whoever asks for a slot says how many there are at most;
/// a limit that was never adapted is that.
/// </summary>
internal static class Slots
{
    public static int Limit(IStateReader reader, string resource, int max) => Math.Clamp(reader.PaceLimit(resource) ?? max, 1, Math.Max(1, max));

    public static bool TryTake(IStateWriter writer, string resource, int max, long operationId, DateTimeOffset now, TimeSpan alive)
    {
        // A step that is run again must not be turned away by the slot that it holds itself.
        foreach (var other in writer.FreeSlots(operationId))
            if (other != resource) writer.WakeSlotWaiters(other, 1, now);
        var limit = Limit(writer, resource, max);
        // Written down at the first use, so that those who report how it went need not know how many there are.
        if (writer.PaceLimit(resource) != limit) writer.SetPaceLimit(resource, limit, now);
        if (writer.SlotsTaken(resource, now - alive) >= limit) return false;
        writer.TakeSlot(resource, operationId, now);
        return true;
    }

    public static void Lower(IStateWriter writer, string resource, DateTimeOffset now)
    {
        if (writer.PaceLimit(resource) is { } limit) writer.SetPaceLimit(resource, Math.Max(1, limit / 2), now);
    }

    /// <summary>May pass what there is at most by one; the next taker brings it back.</summary>
    public static void Raise(IStateWriter writer, string resource, DateTimeOffset now, double random)
    {
        if (writer.PaceLimit(resource) is { } limit && random < 1.0 / limit) writer.SetPaceLimit(resource, limit + 1, now);
    }
}
