namespace Provisioning.Store.Sqlite;

internal sealed record Surroundings
{
    public static Surroundings Real { get; } = new();
}
