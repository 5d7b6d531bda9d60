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

        DemandMore(host, service);
        var asked = (RequestedVmCommand)(await base.ActAsync(host, service, cancellation))!;
        return asked with { Service = host.VirtualMachines.GoOn(service.Id) };
    }

    private protected override async ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation)
    {
        if (Continue)
            DemandMore(host, service);
        await base.CheckAsync(host, service, cancellation);
    }

    private static void DemandMore(IProvisioningHost host, ProvisionedService service)
    {
        if (host.Services.WouldRefuse(service.Id, "Deploy") is { } refused)
            throw (refused with { Message = $"Nothing of the creation can follow (-Continue). {refused.Message}" }).AsException();
    }
}
