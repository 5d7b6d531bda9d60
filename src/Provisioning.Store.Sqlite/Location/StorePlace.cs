namespace Provisioning.Store.Sqlite;

/// <summary>Where a store lies or would lie.</summary>
/// <param name="Path">The database file, absolute and free of links.</param>
/// <param name="Location">Which rule led there.</param>
/// <param name="Reason">The same in words.</param>
public sealed record StorePlace(string Path, StoreLocation Location, string Reason)
{
    /// <summary>Why it can't be opened although it is the right one; null when nothing is known against it.</summary>
    public ProvisioningError? Obstacle { get; init; }

    internal static StorePlace InMemory { get; } = new(":memory:", StoreLocation.Parameter, "in memory");
}
