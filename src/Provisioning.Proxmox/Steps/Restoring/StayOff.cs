namespace Provisioning.Proxmox;

/// <summary>Switches a machine off again that a snapshot with memory has started and that was off before, or belongs to a suspended service.</summary>
internal sealed class StayOff(VmTools tools) : PowerOff(tools, "stay_off")
{
    protected override PowerOffArguments How(VmPass pass) => new() { Force = true };

    protected override ValueTask<string?> NotNeededAsync(VmPass pass, CancellationToken cancellation) =>
        new(pass.Data.StartAfterChange && pass.Service.Status != ServiceStatus.Suspended ? "it ran before" : null);
}
