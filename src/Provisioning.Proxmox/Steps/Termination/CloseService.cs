using System.Globalization;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Closes the books on a machine that is gone: when and what, then addresses, VMID and secrets go back, all at once.</summary>
internal sealed class CloseService(VmTools tools) : VmStep(tools, "close_service", VmStatus.Terminated)
{
    protected override ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var (context, service) = (pass.Context, pass.Service);
        if (service.RemoteId is null && context.Addresses.Count == 0) return new(StepResult.Skipped("closed already"));
        var addresses = context.Addresses.Count == 0 ? "no addresses" : "addresses " + string.Join(", ", context.Addresses.Select(address => address.Address));
        var note = string.Create(CultureInfo.InvariantCulture,
            $"{context.Clock.GetUtcNow():yyyy-MM-dd HH:mm} UTC terminated: {service.HostName}, VM {service.RemoteId ?? "?"} on {service.Node ?? "no node"}, {addresses}{(pass.Data.Left is { } left ? $"; left there: {left}" : "")}");
        context.GiveUpEverything(note);
        return new(StepResult.Done(note));
    }
}
