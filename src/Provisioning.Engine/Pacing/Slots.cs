namespace Provisioning.Engine;

/// <summary>
/// Slots of a scarce resource, counted in the store so that all workers share them, and the limit that adapts to the server:
/// halved when it shows distress, raised by one about every full round of successes.
/// </summary>
internal static class Slots
{
    public static int Limit(IStateReader reader, string resource, int max) => Math.Clamp(reader.PaceLimit(resource) ?? max, 1, Math.Max(1, max));

    public static bool TryTake(IStateWriter writer, string resource, int max, long operationId, DateTimeOffset now, TimeSpan alive)
    {
        // A step that is run again must not be turned away by the slot that it holds itself.
        foreach (var other in writer.FreeSlots(operationId))
            if (other != resource) writer.WakeSlotWaiters(other, 1, now);
        if (writer.SlotsTaken(resource, now - alive) >= Limit(writer, resource, max)) return false;
        writer.TakeSlot(resource, operationId, now);
        return true;
    }

    public static void Lower(IStateWriter writer, string resource, int max, DateTimeOffset now) =>
        writer.SetPaceLimit(resource, Math.Max(1, Limit(writer, resource, max) / 2), now);

    public static void Raise(IStateWriter writer, string resource, int max, DateTimeOffset now, double random)
    {
        var limit = Limit(writer, resource, max);
        if (limit < max && random < 1.0 / limit) writer.SetPaceLimit(resource, limit + 1, now);
    }

    public static void Free(IStateWriter writer, long operationId, DateTimeOffset now)
    {
        foreach (var resource in writer.FreeSlots(operationId)) writer.WakeSlotWaiters(resource, 1, now);
    }
}
