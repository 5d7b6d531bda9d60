using System.Globalization;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Refusals of input that several checks share.</summary>
internal static class Refuse
{
    public static ProvisioningException Invalid(string message, string? target = null) =>
        new(ErrorIds.InvalidValue, ErrorKind.Invalid, message, target);

    public static ProvisioningException Contradiction(string message, string? target = null) =>
        new(ErrorIds.ContradictoryValues, ErrorKind.Invalid, message, target);

    /// <summary>The refusal of what must find a machine stopped.</summary>
    public static ProvisioningError Running(string operation, long serviceId, VmRef vm, VmState state) => new(
        ErrorIds.MachineRunning, ErrorKind.State,
        string.Create(CultureInfo.InvariantCulture, $"{VmCommands.Find(operation)?.Cmdlet ?? operation} is refused for service {serviceId}: {vm} is {state.QmpStatus ?? state.Status}{(state.Lock is { } held ? $" and locked ({held})" : "")}. It needs a machine that is stopped; Stop-ProvisionedVm {serviceId} makes it so."),
        serviceId.ToString(CultureInfo.InvariantCulture));
}
