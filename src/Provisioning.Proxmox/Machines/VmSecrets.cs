using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Names of a machine's secrets, behind <c>service/ID/</c>.</summary>
public static class VmSecrets
{
    /// <summary>Password of the guest's user.</summary>
    public const string Password = "password";

    /// <summary>Password that an operation is about to give; it stays the operation's own until a machine has it.</summary>
    public static string NewPassword(long operationId) => SecretNames.OfOperation(operationId, Password);
}
