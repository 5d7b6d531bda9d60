using System.Globalization;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Checks requests for machines to be made anew, and for passwords, and words them for the engine.</summary>
public sealed class VmReinstallation(IStateStore store, ProxmoxDriver driver, OperationRequests requests)
{
    /// <summary>Shorter ones are refused by the guest agent (schema: <c>agent/set-user-password</c>).</summary>
    private const int ShortestPassword = 5;

    /// <summary>Queues a reinstallation.</summary>
    /// <returns>The operation's number.</returns>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, MachineLocked, TemplateNotFound, NotATemplate, InvalidValue.</exception>
    public async Task<long> ReinstallAsync(long serviceId, ReinstallVm how, CancellationToken cancellation)
    {
        var arguments = await CheckedAsync(serviceId, how, cancellation).ConfigureAwait(false);
        return requests.Request(serviceId, VmOperations.Reinstall, Json.Write(arguments),
            arguments.Template is { } template ? $"Reinstall from template {template}" : null, secrets: Secrets(how.Password is null ? null : Checked(how.Password)));
    }

    /// <summary>Checks a reinstallation. A server out of reach is no refusal: the first step looks again before anything is touched.</summary>
    /// <exception cref="ProvisioningException">As <see cref="ReinstallAsync"/>.</exception>
    internal async Task<ReinstallArguments> CheckedAsync(long serviceId, ReinstallVm how, CancellationToken cancellation)
    {
        if (requests.WouldRefuse(serviceId, VmOperations.Reinstall) is { } refused) throw refused.AsException();
        if (how.Password is { } password) Checked(password);
        var arguments = new ReinstallArguments
        {
            Template = how.OsTemplate is null or (>= VmPackageRules.MinVmId and <= VmPackageRules.MaxVmId) ? how.OsTemplate
                : throw Refuse.Invalid($"OsTemplate can't be '{how.OsTemplate}'; allowed: the VMID of a template.", serviceId.ToString(CultureInfo.InvariantCulture)),
            SshKeys = how.SshKeys is null ? null : [.. how.SshKeys.Select(key => SshPublicKey.Checked(key)).Distinct()],
        };
        var (service, package) = store.Read(state => (state.Service(serviceId)!, VmPackageCatalog.Get(state, state.Service(serviceId)!.Package)));
        var data = VmData.Of(service);
        try
        {
            var look = await driver.Looks.ClusterAsync(service.Server, fresh: true, cancellation).ConfigureAwait(false);
            look.Template(arguments.TemplateFor(VmOptions.Apply(package, data.Options), data), service.Server);
            if (int.TryParse(service.RemoteId, NumberStyles.None, CultureInfo.InvariantCulture, out var vmId) && look.Guest(vmId) is { Lock: { } held } guest)
                throw new ProvisioningException(ErrorIds.MachineLocked, ErrorKind.Busy,
                    $"{guest.Vm} is locked ({held}); ask again when that has ended.", service.RemoteId, retryable: true);
        }
        catch (ProvisioningException e) when (e.Error.Kind is ErrorKind.Unreachable or ErrorKind.Timeout)
        {
        }
        return arguments;
    }

    /// <summary>Checks a reinstallation and stores nothing.</summary>
    /// <exception cref="ProvisioningException">As <see cref="ReinstallAsync"/>.</exception>
    public Task CheckAsync(long serviceId, ReinstallVm how, CancellationToken cancellation) => CheckedAsync(serviceId, how, cancellation);

    /// <summary>Queues a new password.</summary>
    /// <returns>The operation's number.</returns>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, InvalidValue.</exception>
    public long ResetPassword(long serviceId, SecretText? password, bool restart) => requests.Request(
        serviceId, VmOperations.ResetPassword, Json.Write(new PasswordArguments { Restart = restart }), secrets: Secrets(password is null ? null : Checked(password)));

    private static Dictionary<string, SecretText>? Secrets(SecretText? password) =>
        password is null ? null : new() { [VmSecrets.Password] = password };

    private static SecretText Checked(SecretText password) => MadeUp.CheckedPassword(password).Reveal().Length >= ShortestPassword
        ? password
        : throw Refuse.Invalid($"A password needs at least {ShortestPassword} characters; the guest agent takes none that is shorter.");
}
