using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Switches virtual machines off and on again.</summary>
[Cmdlet(VerbsLifecycle.Restart, "ProvisionedVm", SupportsShouldProcess = true, DefaultParameterSetName = Graceful)]
[OutputType(typeof(ProvisionedService))]
public sealed class RestartProvisionedVmCommand : PowerOffCmdlet
{
    private protected override string Action => Force ? "Restart machine, pulling the plug" : "Restart machine";

    private protected override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        new(host.VirtualMachines.Restart(service.Id, How));

    private protected override ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        Demand(host, service, "Restart");
}
