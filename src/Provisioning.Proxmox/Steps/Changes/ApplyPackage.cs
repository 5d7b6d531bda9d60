using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Puts the new package and options into the record; the steps behind it bring the machine to them.</summary>
internal sealed class ApplyPackage(VmTools tools) : VmStep(tools, "apply_package", null)
{
    protected override ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var (service, change) = (pass.Service, pass.Arguments<ChangeArguments>());
        var (before, options) = (pass.Package, change.Applied(pass.Data.Options));
        pass.Context.Update(row => row with { Package = change.Package ?? row.Package });
        pass.ChangeData(data => data with { Options = options });
        var after = pass.Package;
        // Only a disk that the service had by its package goes; one that came with the template is none of the package's business.
        pass.ChangeData(data => data with
        {
            DropAdditionalDisk = after.AdditionalDisk.SizeGiB == 0 && (before.AdditionalDisk.SizeGiB > 0 || data.DropAdditionalDisk),
        });
        if (after.SnapshotLifetimeDays != before.SnapshotLifetimeDays && pass.Context.Read(state => state.Schedule(service.Id, OwnSnapshots.Expiry)) is { } expiry)
            pass.Context.SetSchedule(expiry with { NextAt = pass.Context.Clock.GetUtcNow() });
        var words = new List<string>();
        if (service.Package != after.Name) words.Add($"package {service.Package} -> {after.Name}");
        words.AddRange(change.Options.Select(option => $"{option.Key}={option.Value}"));
        words.AddRange(change.Withdrawn.Select(name => $"{name} as in the package"));
        return new(words.Count == 0 ? StepResult.Skipped($"brought to {after.Name} as it is") : StepResult.Done(string.Join(", ", words)));
    }
}
