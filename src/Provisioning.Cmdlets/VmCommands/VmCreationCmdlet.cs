using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>A command that is a step of the automatic creation.</summary>
public abstract class VmCreationCmdlet : VmCommandCmdlet
{
    /// <summary>Lets the rest of the creation follow by itself. Refused on a machine that is ready.</summary>
    [Parameter]
    public SwitchParameter Continue { get; set; }

    private protected override async ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation)
    {
        if (!Continue)
            return await base.ActAsync(host, service, cancellation);

        await Demand(host, service, "Deploy");
        var asked = (RequestedVmCommand)(await base.ActAsync(host, service, cancellation))!;
        return asked with { Service = host.VirtualMachines.GoOn(service.Id) };
    }

    private protected override async ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation)
    {
        if (Continue)
            await Demand(host, service, "Deploy");
        await base.CheckAsync(host, service, cancellation);
    }
}
