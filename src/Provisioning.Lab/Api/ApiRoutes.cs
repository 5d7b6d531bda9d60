namespace Provisioning.Lab;

/// <summary>Every call the simulated API knows.</summary>
internal static class ApiRoutes
{
    public static IEnumerable<Route> All() =>
    [
        .. AccessRoutes.All(),
        .. ClusterRoutes.All(),
        .. PoolRoutes.All(),
        .. NodeRoutes.All(),
        .. TaskRoutes.All(),
        .. VmRoutes.All(),
        .. VmConfigRoutes.All(),
        .. CloneRoutes.All(),
        .. DiskRoutes.All(),
        .. PowerRoutes.All(),
        .. AgentRoutes.All(),
        .. CloudInitRoutes.All(),
        .. FirewallRoutes.All(),
        .. SnapshotRoutes.All(),
        .. ContentRoutes.All(),
        .. BackupRoutes.All(),
        .. MigrationRoutes.All(),
    ];
}
