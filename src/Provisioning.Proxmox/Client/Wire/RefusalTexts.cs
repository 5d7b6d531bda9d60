using System.Text.RegularExpressions;

namespace Provisioning.Proxmox.Client;

/// <summary>What a text of the server means.</summary>
internal sealed record KnownRefusal(string Id, ErrorKind Kind, bool Retryable, string Advice)
{
    /// <summary>Whether the text means something else inside a refused parameter.</summary>
    public bool OnlyOutside400 { get; init; }
}

/// <summary>
/// The exact texts of Proxmox VE 9.2 that mean something of their own, the same at once and as a task's exit status. The first that
/// matches counts.
/// </summary>
internal static partial class RefusalTexts
{
    private static readonly (Regex Text, KnownRefusal Meaning)[] Table =
    [
        (Locked(), new(ErrorIds.MachineLocked, ErrorKind.Busy, true,
            "It is free again when that ends; a lock that was left behind is removed with 'qm unlock' on its node.")),
        (NoQuorum(), new(ErrorIds.NoQuorum, ErrorKind.Busy, true,
            "The cluster takes changes again when most of its nodes see each other.")),
        (LockTimeout(), new(ErrorIds.LockTimeout, ErrorKind.Busy, true,
            "The machine or its storage was busy with other work; it is worth trying again with less at the same time.")),
        (NoSpace(), new(ErrorIds.StorageFull, ErrorKind.Quota, true,
            "Free space on the storage or enlarge it; this goes on by itself then.")),
        (NoWorker(), new(ErrorIds.OutcomeUnknown, ErrorKind.RemoteFailure, true,
            "The server could not start the task, most likely without doing anything; look at the machine before repeating it.")),
        (IdTaken(), new(ErrorIds.RemoteIdTaken, ErrorKind.Conflict, false,
            "The VMID belongs to somebody else; take another one.")),
        (ConfigMissing(), new(ErrorIds.MachineMissing, ErrorKind.NotFound, false,
            "The machine is not on that node: it was removed or moved.")),
        (Changed(), new(ErrorIds.ConfigurationChanged, ErrorKind.Conflict, true,
            "Somebody else changed it since it was read; read it again.")),
        (NoSuchTask(), new(ErrorIds.TaskLost, ErrorKind.NotFound, true,
            "The server no longer knows the task; look at the machine to see whether it was done.")),
        (UnknownNode(), new(ErrorIds.NodeUnreachable, ErrorKind.NotFound, false,
            "The cluster has no node of that name, or the name can't be resolved there.")),
        (RootOnly(), new(ErrorIds.PrivilegeMissing, ErrorKind.Denied, false,
            "Only root@pam with a password may do that; no token can, not even root's.")),
        (NotRunning(), new(ErrorIds.MachineNotRunning, ErrorKind.Conflict, false,
            "Start the machine first.")),
        (Running(), new(ErrorIds.ServerRefused, ErrorKind.Conflict, false,
            "Stop the machine first.") { OnlyOutside400 = true }),
        (Protected(), new(ErrorIds.ServerRefused, ErrorKind.Denied, false,
            "Somebody protected the machine; take the protection off if it really is to go.")),
        (AgentMissing(), new(ErrorIds.GuestAgentMissing, ErrorKind.Busy, true,
            "The guest agent answers once the system is up, if it is installed.")),
        (SnapshotTaken(), new(ErrorIds.SnapshotExists, ErrorKind.Conflict, false,
            "Give the new one another name.")),
        (SnapshotMissing(), new(ErrorIds.SnapshotNotFound, ErrorKind.NotFound, false,
            "Get-ProvisionedVmSnapshot lists those there are.")),
        (NoSnapshots(), new(ErrorIds.ServerRefused, ErrorKind.Invalid, false,
            "A disk lies on a storage, or in a format, that knows no snapshots; raw files on a directory are such.")),
        (NoBackupsThere(), new(ErrorIds.NoBackupStorage, ErrorKind.Invalid, false,
            "Name a storage that the node has and that takes backups.")),
        (AgentUnknown(), new(ErrorIds.GuestAgentMissing, ErrorKind.Invalid, false,
            "Install the agent in the guest and switch it on in the machine's options (agent: 1).")),
        (NoShrinking(), new(ErrorIds.ParametersRefused, ErrorKind.Invalid, false,
            "A disk can only grow.")),
    ];

    /// <summary>What a text means; null when it is none of the known ones.</summary>
    public static KnownRefusal? Find(string text)
    {
        foreach (var (known, meaning) in Table)
            if (known.IsMatch(text)) return meaning;
        return null;
    }

    [GeneratedRegex(@"\b(VM|CT) is locked( \(|$)")]
    private static partial Regex Locked();

    [GeneratedRegex(@"\bno quorum[?!]")]
    private static partial Regex NoQuorum();

    // 'VM quit/powerdown failed - got timeout' is none of them: there a guest did not react.
    [GeneratedRegex(@"lock file .* - got timeout|got lock (request )?timeout|-locked command timed out|can't acquire lock .* - got timeout")]
    private static partial Regex LockTimeout();

    [GeneratedRegex(@"\b(not enough|no) (free )?space\b|\bNo space left on device\b|\bout of space\b|\bquota exceeded\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoSpace();

    [GeneratedRegex(@"\bgot no worker upid\b")]
    private static partial Regex NoWorker();

    [GeneratedRegex(@"config file already exists|\b(VM|CT) \d+ already exists\b")]
    private static partial Regex IdTaken();

    [GeneratedRegex(@"[Cc]onfiguration file '[^']*' does not exist|unable to find configuration file for (VM|CT) \d+")]
    private static partial Regex ConfigMissing();

    [GeneratedRegex(@"checksum mismatch \(file change|detected modified configuration")]
    private static partial Regex Changed();

    [GeneratedRegex(@"^upid: no such task$")]
    private static partial Regex NoSuchTask();

    [GeneratedRegex(@"hostname lookup '[^']*' failed|no such cluster node '")]
    private static partial Regex UnknownNode();

    [GeneratedRegex(@"Only root may use this option|only root can set '")]
    private static partial Regex RootOnly();

    [GeneratedRegex(@"^VM \d+ (is )?not running$")]
    private static partial Regex NotRunning();

    [GeneratedRegex(@"^VM \d+ is running - |if VM is running$")]
    private static partial Regex Running();

    [GeneratedRegex(@" - protection mode enabled$")]
    private static partial Regex Protected();

    [GeneratedRegex(@"^QEMU guest agent is not running$")]
    private static partial Regex AgentMissing();

    [GeneratedRegex(@"^snapshot name '[^']*' already used$")]
    private static partial Regex SnapshotTaken();

    [GeneratedRegex(@"^snapshot '[^']*' does not exist$")]
    private static partial Regex SnapshotMissing();

    [GeneratedRegex(@"^snapshot feature is not available$")]
    private static partial Regex NoSnapshots();

    [GeneratedRegex(@"^could not (activate storage|get storage information for) '[^']*': (storage '[^']*' does not exist|can't use storage '[^']*' for backups)")]
    private static partial Regex NoBackupsThere();

    [GeneratedRegex(@"^No QEMU guest agent configured$")]
    private static partial Regex AgentUnknown();

    [GeneratedRegex(@"^shrinking disks is not supported$")]
    private static partial Regex NoShrinking();
}
