using System.Globalization;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <content>What a refusal calls the operations, and what leads on from where a machine stands.</content>
internal static partial class VmOperations
{
    private static readonly Dictionary<string, string> Cmdlets = new(StringComparer.Ordinal)
    {
        [Deploy] = "The creation",
        [StandardOperations.Suspend] = "Suspend-Service",
        [StandardOperations.Resume] = "Resume-Service",
        [StandardOperations.Terminate] = "Remove-Service",
        [Start] = "Start-ProvisionedVm",
        [Stop] = "Stop-ProvisionedVm",
        [Restart] = "Restart-ProvisionedVm",
        [ChangePackage] = "Set-ServicePackage",
        [SyncDns] = "Sync-DnsRecord",
        [Reinstall] = "Install-ProvisionedVm",
        [ResetPassword] = "Reset-VmPassword",
        [Register] = "Register-ProvisionedVm",
        [Repair] = "Repair-ProvisionedVm",
        [TakeSnapshot] = "New-ProvisionedVmSnapshot",
        [RestoreSnapshot] = "Restore-ProvisionedVmSnapshot",
        [RemoveSnapshot] = "Remove-ProvisionedVmSnapshot",
        [CreateBackup] = "New-ProvisionedVmBackup",
        [RestoreBackup] = "Restore-ProvisionedVmBackup",
        [RemoveBackup] = "Remove-ProvisionedVmBackup",
    };

    private static OperationPlan Refusing(OperationPlan plan) => plan with
    {
        Command = VmCommands.Find(plan.Name)?.Cmdlet ?? Cmdlets.GetValueOrDefault(plan.Name),
        WayOn = WayOn,
    };

    private static string? WayOn(long service, string localStatus)
    {
        var id = service.ToString(CultureInfo.InvariantCulture);
        return localStatus switch
        {
            VmStatus.Ready => null,
            VmStatus.Register => $"Its machine has to be taken over first: Wait-ProvisionedService {id}.",
            VmStatus.Restore => $"A restore has to end first: Wait-ProvisionedService {id} waits for it, Invoke-ProvisioningTick {id} takes up one that has stopped, and another one may be asked for instead.",
            VmStatus.Terminate => $"It is being terminated: Remove-Service {id} goes on with that.",
            VmStatus.SetCloudInit => $"Its creation has to end first: Start-ProvisionedVm {id} ends it.",
            _ when VmCommands.All.FirstOrDefault(command => command.Needs == localStatus) is { } next =>
                $"Its creation has to go on first: Invoke-ProvisioningTick {id} takes it up, or {next.Cmdlet} {id} by hand (-Continue does the rest).",
            _ => $"What it does has to end first: Wait-ProvisionedService {id} waits for it, Invoke-ProvisioningTick {id} takes up what has stopped.",
        };
    }
}
