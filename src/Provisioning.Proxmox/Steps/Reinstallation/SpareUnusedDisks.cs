using System.Globalization;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>
/// Keeps a machine from being deleted while it holds disks that are in no slot: the server deletes those with it (qemu-server:
/// <c>destroy_vm</c>, <c>include_unused</c>), and there is no way to have it forget them.
/// </summary>
internal sealed class SpareUnusedDisks(VmTools tools) : TerminationStep(tools, "spare_unused_disks")
{
    protected override ValueTask<StepResult> RunAsync(VmPass pass, Client.VmConfig? config, CancellationToken cancellation)
    {
        if (config is null) return new(StepResult.Skipped("there is no machine"));
        var unused = config.Unused.Select(disk => disk.Value).ToList();
        return unused.Count == 0
            ? new(StepResult.Skipped("it holds no unused disks"))
            : throw new ProvisioningException(ErrorIds.UnusedDisksAtStake, ErrorKind.Unsafe,
                $"{pass.Vm} holds unused disks ({string.Join(", ", unused)}), and the server would delete them with it. Give them to another machine or remove them there, then let this go on.",
                pass.VmId.ToString(CultureInfo.InvariantCulture));
    }
}
