using System.Management.Automation;
using System.Security;

namespace Provisioning.Commands;

/// <summary>Makes machines anew: from the same template or another, with everything that makes them who they are.</summary>
[Cmdlet(VerbsLifecycle.Install, "ProvisionedVm", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ProvisionedService))]
public sealed class InstallProvisionedVmCommand : ServiceActionCmdlet
{
    /// <summary>VMID of the template; without it the option's, else the one the machine was made from.</summary>
    [Parameter(Position = 1)]
    [Alias("Template")]
    [ArgumentCompleter(typeof(OsTemplateCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int? OsTemplate { get; set; }

    /// <summary>Public ssh keys in place of those of the order.</summary>
    [Parameter]
    [Alias("SshKey", "SshKeys")]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? SshPublicKey { get; set; }

    /// <summary>The new password; without it one is made up.</summary>
    [Parameter]
    public SecureString? OsPassword { get; set; }

    private protected override string Action => "Delete the machine with its disks and snapshots and install it anew";

    private ReinstallVm How => new()
    {
        OsTemplate = OsTemplate,
        SshKeys = SshPublicKey is null ? null : [.. SshPublicKey.Where(key => !string.IsNullOrWhiteSpace(key))],
        Password = OsPassword?.Secret(),
    };

    private protected override string Describe(ProvisionedService service) => OsTemplate is { } template ? $"{Action} from template {template}" : Action;

    private protected override async ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmUpkeep.ReinstallAsync(service.Id, How, cancellation);

    private protected override ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        new(host.VmUpkeep.CheckReinstallAsync(service.Id, How, cancellation));
}
