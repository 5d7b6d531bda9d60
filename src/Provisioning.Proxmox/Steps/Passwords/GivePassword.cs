using System.Globalization;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Has the agent of a running guest set the new password, which counts from that moment on. One that is off gets it from cloud-init when it
/// starts. One that runs without an agent would learn of it at its next start, whenever that is: it is left as it is unless it may be restarted.
/// </summary>
internal sealed class GivePassword(VmTools tools) : VmStep(tools, "give_password", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        if (NewPassword.IsInForce(pass)) return StepResult.Skipped("given already");
        var config = await pass.FreshConfigAsync(cancellation).ConfigureAwait(false);
        if (LockedBy(config) is { } locked) return locked;
        var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
        pass.Saw(state);
        var password = NewPassword.Of(pass);
        var (why, mayCome) = state.IsRunning ? await AskAgentAsync(pass, config, password, cancellation).ConfigureAwait(false) : ($"{pass.Vm} is off", false);
        // A guest that boots has no agent yet.
        if (mayCome && state.UptimeSeconds < Tools.Times.StartPatience.TotalSeconds) return StepResult.Later(Tools.Times.StartLook, $"the guest agent of {pass.Vm} is to answer");
        if (why is null)
        {
            pass.ChangeData(NewPassword.Raised);
            NewPassword.ComeIntoForce(pass);
            return StepResult.Done($"the guest agent has set the password of '{pass.Data.OsUser}'");
        }
        if (config.CloudInitDrive is null)
            throw new ProvisioningException(ErrorIds.NoCloudInitDrive, ErrorKind.Invalid,
                $"The password of {pass.Vm} can't be set: {why}, and it has no cloud-init drive. The old one stays in force. Start it with a guest agent, or add a cloud-init drive.", Target(pass));
        if (state.IsRunning && !pass.Arguments<PasswordArguments>().Restart)
            throw new ProvisioningException(ErrorIds.GuestAgentMissing, ErrorKind.State,
                $"The password of {pass.Vm} can't be set while it runs: {why}. The old one stays in force. Ask again with -Restart, or stop the machine first; then cloud-init sets it.", Target(pass));
        pass.ChangeData(NewPassword.Raised);
        return StepResult.Skipped($"{why}; cloud-init sets it at the next start");
    }

    /// <summary>Null when the agent has done it, else why not, and whether it may do it later.</summary>
    private static async Task<(string? Why, bool MayCome)> AskAgentAsync(VmPass pass, VmConfig config, SecretText password, CancellationToken cancellation)
    {
        if (!config.HasAgent) return ("no guest agent is switched on in its options", false);
        pass.Context.Announce($"{pass.Vm}: password of '{pass.Data.OsUser}' by the guest agent");
        try
        {
            await pass.Api.SetGuestPasswordAsync(pass.Vm, pass.Data.OsUser, password, cancellation).ConfigureAwait(false);
            return (null, false);
        }
        // Only what the guest or the server says about the agent; trouble on the way there is worth another try.
        catch (ProvisioningException e) when (e.Error.Id is ErrorIds.GuestAgentMissing or ErrorIds.MachineNotRunning or ErrorIds.PrivilegeMissing || e.Error is { Id: ErrorIds.ServerRefused, Retryable: false })
        {
            return (e.Error.Message.TrimEnd('.'), e.Error is { Id: ErrorIds.GuestAgentMissing, Retryable: true });
        }
    }

    private static string Target(VmPass pass) => pass.VmId.ToString(CultureInfo.InvariantCulture);
}
