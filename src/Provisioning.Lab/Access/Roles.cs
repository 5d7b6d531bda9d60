namespace Provisioning.Lab;

/// <summary>The privileges and the built-in roles.</summary>
internal static class Roles
{
    private static readonly string[] s_vmUser = ["VM.Audit", "VM.Backup", "VM.Config.CDROM", "VM.Config.Cloudinit", "VM.Console", "VM.GuestAgent.Audit", "VM.PowerMgmt"];

    private static readonly string[] s_vmAdmin =
    [
        .. s_vmUser, "VM.Allocate", "VM.Clone", "VM.Config.CPU", "VM.Config.Disk", "VM.Config.HWType", "VM.Config.Memory", "VM.Config.Network",
        "VM.Config.Options", "VM.GuestAgent.FileRead", "VM.GuestAgent.FileSystemMgmt", "VM.GuestAgent.FileWrite", "VM.GuestAgent.Unrestricted",
        "VM.Migrate", "VM.Replicate", "VM.Snapshot", "VM.Snapshot.Rollback",
    ];

    private static readonly string[] s_all =
    [
        .. s_vmAdmin, "Datastore.Allocate", "Datastore.AllocateSpace", "Datastore.AllocateTemplate", "Datastore.Audit", "Group.Allocate",
        "Mapping.Audit", "Mapping.Modify", "Mapping.Use", "Permissions.Modify", "Pool.Allocate", "Pool.Audit", "Realm.Allocate",
        "Realm.AllocateUser", "SDN.Allocate", "SDN.Audit", "SDN.Use", "Sys.AccessNetwork", "Sys.Audit", "Sys.Console", "Sys.Incoming",
        "Sys.Modify", "Sys.PowerMgmt", "Sys.Syslog", "User.Modify",
    ];

    private static readonly Dictionary<string, string[]> s_builtIn = new()
    {
        ["NoAccess"] = [],
        ["Administrator"] = s_all,
        ["PVEAdmin"] = [.. s_all.Where(p => p is not ("Permissions.Modify" or "Sys.Modify" or "Sys.PowerMgmt" or "Sys.Incoming" or "Realm.Allocate" or "SDN.Allocate"))],
        ["PVEVMAdmin"] = s_vmAdmin,
        ["PVEVMUser"] = s_vmUser,
        ["PVETemplateUser"] = ["VM.Audit", "VM.Clone"],
        ["PVEDatastoreAdmin"] = ["Datastore.Allocate", "Datastore.AllocateSpace", "Datastore.AllocateTemplate", "Datastore.Audit"],
        ["PVEDatastoreUser"] = ["Datastore.AllocateSpace", "Datastore.Audit"],
        ["PVEAuditor"] = ["VM.Audit", "VM.GuestAgent.Audit", "Datastore.Audit", "Pool.Audit", "SDN.Audit", "Sys.Audit", "Mapping.Audit"],
        ["PVESDNUser"] = ["SDN.Audit", "SDN.Use"],
        ["PVEPoolUser"] = ["Pool.Audit"],
        ["PVEPoolAdmin"] = ["Pool.Allocate", "Pool.Audit"],
    };

    /// <summary>What root@pam may do everywhere.</summary>
    public static IReadOnlyDictionary<string, bool> Everything { get; } = s_all.ToDictionary(p => p, _ => true);

    public static IEnumerable<string> Privileges(LabScenario scenario, string role) =>
        scenario.Roles.FirstOrDefault(r => r.Id == role)?.Privileges ?? s_builtIn.GetValueOrDefault(role) ?? [];
}
