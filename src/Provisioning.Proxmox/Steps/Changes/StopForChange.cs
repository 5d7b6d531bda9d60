namespace Provisioning.Proxmox;

/// <summary>Switches the machine off if what follows can't be done, or has no effect, while it runs; remembers to start it again.</summary>
internal class StopForChange(VmTools tools) : PowerOff(tools)
{
    protected override PowerOffArguments How(VmPass pass) => new();

    protected override void Asking(VmPass pass) => pass.ChangeData(data => data with { StartAfterChange = true });

    protected override async ValueTask<string?> NotNeededAsync(VmPass pass, CancellationToken cancellation)
    {
        var (config, wanted) = (await pass.FreshConfigAsync(cancellation).ConfigureAwait(false), pass.Wanted);
        if (pass.Data.DropAdditionalDisk && Disks.Additional(config) is not null) return null;
        foreach (var step in pass.Context.Following.Select(step => step is WhileRunning running ? running.Inner : step).OfType<ConfigStep>())
            if (step.Want(config, wanted) is { IsEmpty: false } change && step.NeedsStop(config, change)) return null;
        return "nothing that changes needs a stop";
    }
}
