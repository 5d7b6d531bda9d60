namespace Provisioning.Proxmox;

/// <summary>Names of a machine's secrets, behind <c>service/ID/</c>.</summary>
public static class VmSecrets
{
    /// <summary>Password of the guest's user.</summary>
    public const string Password = "password";
}
