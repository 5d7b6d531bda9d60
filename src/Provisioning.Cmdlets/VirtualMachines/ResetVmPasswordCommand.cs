using System.Management.Automation;
using System.Security;

namespace Provisioning.Commands;

/// <summary>Gives the users of machines new passwords.</summary>
[Cmdlet(VerbsCommon.Reset, "VmPassword", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisionedService))]
public sealed class ResetVmPasswordCommand : ServiceActionCmdlet
{
    /// <summary>The new password; without it one is made up.</summary>
    [Parameter]
    public SecureString? OsPassword { get; set; }

    /// <summary>Allows a restart of a running machine whose guest agent can't set it.</summary>
    [Parameter]
    public SwitchParameter Restart { get; set; }

    private protected override string Action => Restart ? "Reset password, with a restart if it needs one" : "Reset password";

    private protected override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        new(host.VmUpkeep.ResetPassword(service.Id, OsPassword?.Secret(), Restart));

    private protected override ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        Demand(host, service, "ResetPassword");
}
