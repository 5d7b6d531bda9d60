using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Switches virtual machines off.</summary>
[Cmdlet(VerbsLifecycle.Stop, "ProvisionedVm", SupportsShouldProcess = true, DefaultParameterSetName = Graceful)]
[OutputType(typeof(ProvisionedService))]
public sealed class StopProvisionedVmCommand : PowerOffCmdlet
{
    private protected override string Action => Force ? "Stop machine, pulling the plug" : "Stop machine";

    private protected override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        new(host.VirtualMachines.Stop(service.Id, How));

    private protected override ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        Demand(host, service, "Stop");
}
