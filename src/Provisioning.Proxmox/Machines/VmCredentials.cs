using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>The sign-in that a machine's guest was given.</summary>
public sealed class VmCredentials(IStateStore store)
{
    /// <summary>User and password; null while the guest has none.</summary>
    /// <exception cref="ProvisioningException">KeyMissing, KeyMismatch.</exception>
    public ServiceCredential? Reveal(ServiceRow service) =>
        store.Read(state => state.Secret(SecretNames.OfService(service.Id, VmSecrets.Password))) is { } password
            ? new ServiceCredential(VmData.Of(service).OsUser, password)
            : null;
}
