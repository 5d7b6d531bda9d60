namespace Provisioning.Proxmox;

/// <summary>Refusals of input that several checks share.</summary>
internal static class Refuse
{
    public static ProvisioningException Invalid(string message, string? target = null) =>
        new(ErrorIds.InvalidValue, ErrorKind.Invalid, message, target);

    public static ProvisioningException Contradiction(string message, string? target = null) =>
        new(ErrorIds.ContradictoryValues, ErrorKind.Invalid, message, target);
}
