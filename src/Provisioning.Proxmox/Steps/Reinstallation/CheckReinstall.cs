using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Makes sure that the new machine can be made before the old one is touched: template, place and addresses.</summary>
internal sealed class CheckReinstall(VmTools tools) : TerminationStep(tools, "check_reinstall")
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, VmConfig? config, CancellationToken cancellation)
    {
        var (server, package) = (pass.Service.Server, pass.Package);
        var template = pass.Arguments<ReinstallArguments>().TemplateFor(package, pass.Data);
        var look = await Tools.Looks.ClusterAsync(server, fresh: false, cancellation).ConfigureAwait(false);
        var vm = look.Template(template, server).Vm;
        var original = await pass.Api.GetConfigAsync(vm, cancellation).ConfigureAwait(false);
        if (TemplateList.Unusable(original) is { } why)
            throw new ProvisioningException(ErrorIds.NotATemplate, ErrorKind.Invalid, $"Template {template} on server '{server}' can't be used: {why}. Mend it or name another one.", pass.Service.RemoteId);
        NodeChoice.Choose(look, TemplateFacts.Of(vm, original), ClonePlace.StorageOf(package), pass.Data.TargetNode, _ => 0);
        pass.Context.EnsureAddresses(AddAddresses.Needs(pass, keepSurplus: true));
        return StepResult.Done($"template {template} ('{original.Name}') can be used");
    }
}
