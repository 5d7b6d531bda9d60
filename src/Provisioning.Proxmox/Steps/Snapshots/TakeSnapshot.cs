using System.Globalization;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Takes a snapshot. Its name is made of the operation, and the server gives a name once: a request that is repeated after a lost answer
/// takes no second one.
/// </summary>
internal sealed class TakeSnapshot(VmTools tools) : VmStep(tools, "take_snapshot", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var (context, arguments) = (pass.Context, pass.Arguments<SnapshotArguments>());
        if (pass.Data.SkippedRun == context.Operation.Id) return StepResult.Skipped("left out");
        var config = await pass.FreshConfigAsync(cancellation).ConfigureAwait(false);
        if (LockedBy(config) is { } locked) return locked;
        var mark = new SnapshotMark(context.StoreId, pass.Service.Id, context.Operation.Id, arguments.IsScheduled, pass.Data.PasswordApplied);
        var name = arguments.Name ?? NameOf(context.Operation, arguments);
        var present = (await pass.Api.ListSnapshotsAsync(pass.Vm, cancellation).ConfigureAwait(false)).FirstOrDefault(snapshot => snapshot.Name == name);
        if (present is not null)
        {
            if (SnapshotMark.In(present.Description) != mark) throw NameTaken(pass.Vm, name);
            LetExpire(pass);
            return StepResult.Done($"snapshot {name} of {pass.Vm} taken");
        }
        ThrowIfFailed(context.Ended);
        context.Announce($"{pass.Vm}: take snapshot {name}");
        var task = await pass.Api.TakeSnapshotAsync(pass.Vm, name, mark.Description(arguments.Note), arguments.WithMemory, cancellation).ConfigureAwait(false);
        return StepResult.Wait(task.ToString(), $"taking snapshot {name} of {pass.Vm}");
    }

    /// <summary>The error of a name that is somebody else's already.</summary>
    public static ProvisioningException NameTaken(VmRef vm, string name) => new(ErrorIds.SnapshotExists, ErrorKind.Conflict,
        $"{vm} has a snapshot '{name}' already; give the new one another name.", name);

    /// <summary>What a snapshot is called when nobody says: what made it, the day, and the operation's number, which no other has.</summary>
    public static string NameOf(OperationRow operation, SnapshotArguments arguments) => string.Create(CultureInfo.InvariantCulture,
        $"{(arguments.IsScheduled ? "weekly" : "manual")}-{arguments.ScheduledFor?.Replace("-", "", StringComparison.Ordinal) ?? operation.CreatedAt.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}-{operation.Id}");

    /// <summary>Has the tick come back when the first of ours is too old.</summary>
    private static void LetExpire(VmPass pass)
    {
        var (now, package) = (pass.Context.Clock.GetUtcNow(), pass.Package);
        var (lifetime, known) = pass.Context.Read(state => (OwnSnapshots.Lifetime(state, pass.Service.Id, package), state.Schedule(pass.Service.Id, OwnSnapshots.Expiry)));
        if (known?.NextAt is { } earlier && earlier <= now + (lifetime ?? TimeSpan.Zero)) return;
        pass.Context.SetSchedule((known ?? OwnSnapshots.ExpiryAt(pass.Service.Id, null)) with { NextAt = lifetime is { } span ? now + span : null });
    }
}
