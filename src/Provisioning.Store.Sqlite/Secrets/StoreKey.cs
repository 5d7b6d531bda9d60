namespace Provisioning.Store.Sqlite;

internal static class StoreKey
{
    public const int Length = 32;
}
