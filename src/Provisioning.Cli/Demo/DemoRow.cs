namespace Provisioning.Cli;

/// <summary>One service of the demonstration as it stands.</summary>
/// <param name="Service">The service.</param>
/// <param name="Operation">Its operation under way; null when none is.</param>
/// <param name="Elapsed">Time from the order to the end or until now.</param>
internal sealed record DemoRow(ProvisionedService Service, ProvisioningOperation? Operation, TimeSpan Elapsed)
{
    /// <summary>Whether it is as ordered.</summary>
    public bool IsReady => Service is { Status: ServiceStatus.Active, LocalStatus: VmStatus.Ready, Operation: null };

    /// <summary>Whether it needs a person.</summary>
    public bool IsStopped => Operation is { State: OperationState.Stopped };

    /// <summary>Whether nothing more happens by itself.</summary>
    public bool HasEnded => IsReady || IsStopped;

    /// <summary>The main address.</summary>
    public string? Ip => Service.IpAddresses.Count > 0 ? Service.IpAddresses[0] : null;

    /// <summary>How the services stand, with two questions to the store however many they are.</summary>
    public static IReadOnlyList<DemoRow> Look(IProvisioningHost host, IReadOnlyList<long> ids)
    {
        var operations = host.Records.Operations().ToDictionary(operation => operation.ServiceId);
        return [.. host.Services.Find(new ServiceFilter { Ids = ids }, CancellationToken.None).Select(service => Row(service, operations.GetValueOrDefault(service.Id)))];
    }

    private static DemoRow Row(ProvisionedService service, ProvisioningOperation? operation) =>
        new(service, operation, (service.ReadyAt ?? operation?.EndedAt ?? DateTimeOffset.UtcNow) - service.CreatedAt);
}
