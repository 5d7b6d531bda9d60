using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Makes a backup. Its notes name the operation, so one whose request got no answer is found on its storage. A node makes one backup after
/// the other and a task that waits for its turn gives up after three hours, so the turns are given out here.
/// </summary>
internal sealed class MakeBackup(VmTools tools) : VmStep(tools, "make_backup", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var (context, arguments, asked) = (pass.Context, pass.Arguments<BackupArguments>(), pass.Context.Unsettled);
        if (pass.Data.SkippedRun == context.Operation.Id) return StepResult.Skipped("left out");
        var mark = new BackupMark(context.StoreId, pass.Service.Id, context.Operation.Id, arguments.IsScheduled);
        // What came of the task is told before the machine is looked at: it may be what is missing.
        if (asked is not null && await MadeAsync(pass, asked.Payload!, mark, cancellation).ConfigureAwait(false) is { } made) return made;
        if (context.Ended is { Outcome: Engine.TaskOutcome.Failed } end) throw (await WhyAsync(pass, end, cancellation).ConfigureAwait(false)).AsException();
        if (asked is not null && context.Ended is null)
        {
            if (await pass.RunningTaskAsync(["vzdump"], cancellation).ConfigureAwait(false) is { } running) return StepResult.Wait(running.ToString(), $"{pass.Vm} is being backed up");
            // The proxy between nodes may have given up on a request that is carried out after all.
            var age = context.Clock.GetUtcNow() - asked.At;
            if (age < Tools.Times.CloneGrace) return StepResult.Later(Min(Tools.Times.CloneGrace - age, Tools.Times.CloneLook), $"whether {pass.Vm} is still going to be backed up");
        }
        if (LockedBy(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        var storage = await StorageAsync(pass, arguments.Storage, cancellation).ConfigureAwait(false);
        var turn = $"backup:{pass.Service.Server}/{pass.Vm.Node}";
        if (!context.TryTakeSlot(turn, 1)) return StepResult.WaitForSlot(turn);
        var mode = arguments.Mode ?? pass.Package.BackupMode;
        context.Announce($"{pass.Vm}: back up to {storage}", $"{pass.Vm.Node}/{storage}");
        var task = await pass.Api.BackUpAsync(pass.Vm, storage, WordOf(mode), mark.Notes(arguments.Note), cancellation).ConfigureAwait(false);
        return StepResult.Wait(task.ToString(), $"backing {pass.Vm} up to {storage}");
    }

    /// <summary>Done, when the announced backup is there.</summary>
    private static async Task<StepResult?> MadeAsync(VmPass pass, string announced, BackupMark mark, CancellationToken cancellation)
    {
        // The machine may have moved since, and the storage may be the node's own.
        var (node, storage) = announced.Split('/', 2) is [var first, var second] ? (first, second) : (pass.Vm.Node, announced);
        var there = await pass.Api.ListBackupsAsync(node, storage, pass.VmId, cancellation).ConfigureAwait(false);
        if (there.FirstOrDefault(backup => BackupMark.In(backup.Notes) == mark) is { } backup)
        {
            if (pass.Context.Ended is { Outcome: Engine.TaskOutcome.SucceededWithWarnings } warned)
                pass.Context.Note($"The backup ended with warnings ({warned.Text}); its task's log says which.");
            return StepResult.Done($"backup {backup.Volume} of {pass.Vm} made");
        }
        return pass.Context.Ended is { Outcome: Engine.TaskOutcome.Succeeded or Engine.TaskOutcome.SucceededWithWarnings }
            ? StepResult.Done($"backup of {pass.Vm} made on {storage}, which does not show it yet")
            : null;
    }

    /// <summary>The storage that is to take it, if the machine's node has it and it takes backups.</summary>
    /// <exception cref="ProvisioningException">NoBackupStorage.</exception>
    private static async Task<string> StorageAsync(VmPass pass, string? named, CancellationToken cancellation)
    {
        var storages = (await pass.Api.ListStoragesAsync(pass.Vm.Node, cancellation).ConfigureAwait(false))
            .Where(storage => storage.Content?.Split(',').Contains("backup") is true).Select(storage => storage.Storage).Order(StringComparer.Ordinal).ToList();
        return Choose(named ?? pass.Package.BackupStorage, storages, $"{pass.Vm.Node}");
    }

    /// <summary>The storage that was named, or the only one there is.</summary>
    /// <exception cref="ProvisioningException">NoBackupStorage.</exception>
    public static string Choose(string? named, IReadOnlyList<string> storages, string where)
    {
        var list = storages.Count == 0 ? "it has none" : "it has " + string.Join(", ", storages);
        if (named is not null)
            return storages.Contains(named) ? named : throw new ProvisioningException(ErrorIds.NoBackupStorage, ErrorKind.Invalid,
                $"{where} has no storage '{named}' that takes backups ({list}); name another one with -Storage or in the package.", named);
        return storages.Count == 1 ? storages[0] : throw new ProvisioningException(ErrorIds.NoBackupStorage, ErrorKind.Invalid,
            $"Neither the request nor the package names a storage for backups, and {where} does not have exactly one ({list}); name it with -Storage, or with Set-VmPackage -BackupStorage.", where);
    }

    /// <summary>Why a backup failed: the task only says <c>job errors</c>, its log says what happened to the machine.</summary>
    private static async Task<ProvisioningError> WhyAsync(VmPass pass, TaskEnd end, CancellationToken cancellation)
    {
        var error = ErrorOf(end);
        if (!end.Text.Contains("job errors", StringComparison.Ordinal) || !Upid.TryParse(end.Task, out var upid)) return error;
        try
        {
            if (BackupLog.Reason(await pass.Api.GetWholeTaskLogAsync(upid!, BackupLog.MostLines, cancellation).ConfigureAwait(false)) is { } reason)
                return ErrorOf(new TaskEnd(end.Task, end.Outcome, reason));
        }
        catch (ProvisioningException unread) when (unread.Error.Id != ErrorIds.LeaseLost)
        {
            pass.Context.Note($"The log of the backup's task can't be read: {unread.Error.Message}");
        }
        return error;
    }

    private static string WordOf(VmBackupMode mode) => mode switch
    {
        VmBackupMode.Suspend => "suspend",
        VmBackupMode.Stop => "stop",
        _ => "snapshot",
    };

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
