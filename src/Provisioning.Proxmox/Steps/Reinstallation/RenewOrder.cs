using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>
/// The old machine is gone: what the new one is made with takes its place in the record, the new password included. From here on it is
/// made as if it had been ordered so.
/// </summary>
internal sealed class RenewOrder(VmTools tools) : VmStep(tools, "renew_order", null)
{
    protected override ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation) => new(Run(pass));

    private static StepResult Run(VmPass pass)
    {
        if (NewPassword.IsInForce(pass)) return StepResult.Skipped("renewed already");
        NewPassword.Of(pass);
        var (arguments, package) = (pass.Arguments<ReinstallArguments>(), pass.Package);
        pass.ChangeData(data => NewPassword.Raised(data) with
        {
            Template = arguments.TemplateFor(package, data),
            SshKeys = arguments.SshKeys ?? data.SshKeys,
            Adopted = false,
            StartAfterChange = false,
            DropAdditionalDisk = false,
            StartSeenAt = null,
            Restarts = 0,
        });
        pass.Forget();
        NewPassword.ComeIntoForce(pass);
        return StepResult.Done($"to be cloned from template {pass.Data.Template}, with a new password");
    }
}
