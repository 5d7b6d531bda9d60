using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>
/// Which service is meant: a number, or an object that belongs to one. A bare name is kept as what was offered but names no service,
/// because a host name is not unique and because cmdlets such as Suspend-Service would else reach for what was meant for Windows.
/// </summary>
public sealed class ServiceIdentity
{
    private ServiceIdentity(long? id, object? offered) => (Id, Offered) = (id, offered);

    /// <summary>The service's number; null when what was offered is no provisioned service.</summary>
    public long? Id { get; }

    /// <summary>What was offered, for the error.</summary>
    public object? Offered { get; }

    /// <summary>Whether it was offered as bare text, be it a number in quotes.</summary>
    public bool IsText => Offered is string;

    /// <summary>Whether it came as a service of ours, so that its other properties describe that service and ask for nothing.</summary>
    public bool IsRecord => Offered is ProvisionedService
        || (Offered is PSObject shell && shell.TypeNames.Any(t => t == "Deserialized.Provisioning.ProvisionedService"));

    /// <summary>Reads what PowerShell binds.</summary>
    public static ServiceIdentity Of(object? value)
    {
        var bare = Arguments.Bare(value);
        return bare is ServiceIdentity known ? known : new(Number(bare, value), bare);
    }

    /// <summary>The refusal of something that is no provisioned service.</summary>
    /// <param name="windowsCmdlet">The Windows cmdlet that may have been meant, or null.</param>
    public ProvisioningError Refusal(string? windowsCmdlet = null) => new(
        ErrorIds.NotAProvisionedService,
        ErrorKind.Invalid,
        Told() + (windowsCmdlet is null ? "." : $"; for a service of Windows use Microsoft.PowerShell.Management\\{windowsCmdlet}."),
        Name);

    private string Told() =>
        IsWindowsService(Offered) ? $"'{Name}' is a service of Windows, not a provisioned one"
        : Id is not null ? $"'{Name}' is text where a number is wanted: leave the quotes away, or write [long]'{Name}'"
        : $"'{Name}' is not a provisioned service. Give its number or an object from Get-ProvisionedService (find one by name with Get-ProvisionedService -HostName)";

    /// <inheritdoc/>
    public override string ToString() => Id?.ToString(CultureInfo.InvariantCulture) ?? Name;

    // A service controller prints as its type in some versions of PowerShell; its name is what the admin knows.
    private string Name => (Offered is null or string ? Offered : Arguments.Property(Offered, "ServiceName") ?? Offered)?.ToString() ?? "";

    private static long? Number(object? bare, object? wrapped) => bare switch
    {
        null => null,
        ProvisionedService service => service.Id,
        ProvisioningOperation operation => operation.ServiceId,
        JournalEntry entry => entry.ServiceId,
        RemoteCall call => call.ServiceId,
        IpAssignment assignment => assignment.ServiceId,
        TickPreview preview => preview.ServiceId,
        RequestedVmCommand command => command.ServiceId,
        string or long or int or short or byte or uint or ushort or decimal or double =>
            long.TryParse(Convert.ToString(bare, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null,
        _ => Foreign(wrapped!),
    };

    /// <summary>Objects that came out of a session, a job or a file have lost their type and kept its name.</summary>
    private static long? Foreign(object value)
    {
        if (IsWindowsService(value)) return null;
        var ours = PSObject.AsPSObject(value).TypeNames.Any(t => t.EndsWith("Provisioning.ProvisionedService", StringComparison.Ordinal));
        return Arguments.Property(value, "ServiceId") is { } id || (ours && (id = Arguments.Property(value, "Id")) is not null)
            ? Number(id as string ?? Convert.ToString(id, CultureInfo.InvariantCulture), null)
            : null;
    }

    // By name: the type is there on Windows only, and objects from another session have lost it.
    private static bool IsWindowsService(object? value) => value is not null and not string
        && PSObject.AsPSObject(value).TypeNames.Any(t => t.Contains("ServiceProcess.ServiceController", StringComparison.Ordinal)
            || t.Contains("System.Service.ServiceController", StringComparison.Ordinal));
}
