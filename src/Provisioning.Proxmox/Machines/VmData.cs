using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>What a machine's service keeps besides the columns that every service has: the order, and what was learned on the way.</summary>
internal sealed record VmData
{
    private const int Newest = 1;

    /// <summary>Version of this form.</summary>
    public int Version { get; init; } = Newest;

    // What was ordered

    /// <summary>VMID of the template.</summary>
    public required int Template { get; init; }
    /// <summary>Node that was asked for; null for whichever suits.</summary>
    public string? TargetNode { get; init; }
    /// <summary>Options under their plain names.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
    /// <summary>Cloud-init's user.</summary>
    public required string OsUser { get; init; }
    /// <summary>Public ssh keys besides the package's.</summary>
    public IReadOnlyList<string> SshKeys { get; init; } = [];
    /// <summary>Rises with each new password.</summary>
    public int PasswordVersion { get; init; } = 1;

    /// <summary>The machine existed before its service: cloud-init may be none of its ways.</summary>
    public bool Adopted { get; init; }

    // What was learned

    /// <summary>MAC address of the first card, kept over reinstallations.</summary>
    public string? Mac { get; init; }
    /// <summary>Model of the first card.</summary>
    public string? NetworkModel { get; init; }
    /// <summary>How often a clone was asked for.</summary>
    public int CloneTry { get; init; }
    /// <summary>The last of these tries whose end is known, so that it need not be looked into.</summary>
    public int CloneSettled { get; init; }
    /// <summary>Node on which the clone was begun: until it is complete, that is where it lies.</summary>
    public string? CloneNode { get; init; }
    /// <summary>The password that cloud-init was given last. The server never shows it, so it can't be compared.</summary>
    public int PasswordApplied { get; init; }
    /// <summary>The operation that gave the password in force; 0 for the order.</summary>
    public long PasswordBy { get; init; }
    /// <summary>Since when a started machine is waited for.</summary>
    public DateTimeOffset? StartSeenAt { get; init; }
    /// <summary>How often a machine that did not stay up was started again.</summary>
    public int Restarts { get; init; }

    /// <summary>The machine was deleted while the service stays.</summary>
    public bool Removed { get; init; }
    /// <summary>A machine in the service's place that is not ours and was left there when the service was terminated.</summary>
    public string? Left { get; init; }
    /// <summary>A change has switched the machine off and has to start it again.</summary>
    public bool StartAfterChange { get; init; }
    /// <summary>The operation that has switched the machine off and starts it again, where that is its own business alone.</summary>
    public long StartBy { get; init; }
    /// <summary>A change takes the additional disk away and has not done it yet.</summary>
    public bool DropAdditionalDisk { get; init; }

    /// <summary>What the machine is being put back to, from the request on until it is whole again.</summary>
    public string? Restoring { get; init; }
    /// <summary>Volume of the package's disk before the machine was put back; a snapshot or a backup from before it leaves it unused.</summary>
    public string? KeptDisk { get; init; }
    /// <summary>The operation of a schedule that has nothing to do.</summary>
    public long SkippedRun { get; init; }

    /// <summary>Whether there can be a machine on the server.</summary>
    [Newtonsoft.Json.JsonIgnore]
    public VmMachine Machine =>
        Removed || CloneTry == 0 ? VmMachine.None
        : CloneNode is null ? VmMachine.Made
        : CloneTry == CloneSettled ? VmMachine.None
        : VmMachine.BeingCloned;

    /// <summary>The data of a service.</summary>
    /// <exception cref="ProvisioningException">RecordDamaged, StoreNewer.</exception>
    public static VmData Of(ServiceRow service)
    {
        var data = Json.Read<VmData>(service.Data, $"service {service.Id}");
        return data.Version <= Newest ? data : throw new ProvisioningException(ErrorIds.StoreNewer, ErrorKind.Store,
            $"Service {service.Id} was written by a newer version of this module; update the module.");
    }

    /// <summary>The data as the service keeps it.</summary>
    public string Text() => Json.Write(this);
}

/// <summary>Whether there can be a machine on the server, as far as our own record goes.</summary>
internal enum VmMachine
{
    /// <summary>None was made, or it was deleted.</summary>
    None,
    /// <summary>A clone was asked for and its end is not known.</summary>
    BeingCloned,
    /// <summary>It was made.</summary>
    Made,
}
