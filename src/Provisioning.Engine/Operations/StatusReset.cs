using System.Globalization;

namespace Provisioning.Engine;

/// <summary>Puts a service's local status where an admin says it stands. All that it had to do ends; nothing is changed on its server.</summary>
internal sealed class StatusReset(IStateWriter writer, IServiceDriver driver, DateTimeOffset now, EngineOptions options)
{
    /// <summary>Where a service can be put: where something goes on from, and where nothing is left to do.</summary>
    public static IReadOnlyList<string> Statuses(IServiceDriver driver) =>
        [.. driver.Operations.Values.Where(plan => plan.GoesOn).SelectMany(plan => plan.AllowedIn)
            .Append(driver.ReadyStatus)
            .Concat(driver.Operations.Values.Where(plan => GoesOn(plan, plan.EntryStatus)).Select(plan => plan.EntryStatus!))
            .Distinct(StringComparer.Ordinal)];

    /// <summary>The operation that goes on from a status; null when nothing does.</summary>
    public static string? GoesOnWith(IServiceDriver driver, string localStatus) =>
        (driver.Operations.Values.FirstOrDefault(plan => GoesOn(plan, localStatus))
            ?? driver.Operations.Values.FirstOrDefault(plan => plan.GoesOn && plan.AllowedIn.Contains(localStatus)))?.Name;

    /// <summary>Puts it there.</summary>
    /// <exception cref="ProvisioningException">InvalidValue, StatusForbids.</exception>
    public void To(ServiceRow service, string localStatus)
    {
        var target = service.Id.ToString(CultureInfo.InvariantCulture);
        var statuses = Statuses(driver);
        if (!statuses.Contains(localStatus, StringComparer.Ordinal))
            throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"A {service.Kind} can't be put to '{localStatus}'; allowed: {string.Join(", ", statuses)}.", target);
        if (service.Status == ServiceStatus.Terminated)
            throw new ProvisioningException(ErrorIds.StatusForbids, ErrorKind.State, $"Service {service.Id} is terminated: there is nothing left whose status could be put to '{localStatus}'. Order a new one.", target);
        var lease = Hold(service, target);
        var ended = writer.OperationPage(service.Id, false, null, 0, int.MaxValue);
        foreach (var open in ended) Cancel(service, open, localStatus);
        var isReady = localStatus == driver.ReadyStatus;
        writer.SaveService(service with
        {
            LocalStatus = localStatus,
            // Whoever says that it is ready says that it is delivered.
            Status = isReady && service.Status == ServiceStatus.Pending ? ServiceStatus.Active : service.Status,
            ReadyAt = isReady ? service.ReadyAt ?? now : service.ReadyAt,
            OperationId = null,
            DueAt = null,
            Watching = false,
        });
        // What a rule has asked for and did not get it may ask for again.
        if (ended.Any(open => open.Origin == OperationOrigin.Renewal)) writer.SetRenewalAsked(service.Id, RenewalStep.None);
        writer.AddJournal([Line(service, $"local status put to '{localStatus}' by hand") with { To = localStatus }]);
        if (lease is not null) writer.Release(lease);
    }

    private static bool GoesOn(OperationPlan plan, string? localStatus) =>
        plan is { OnRequest: true, Overrules: false } && localStatus is not null && plan.EntryStatus == localStatus && plan.AllowedIn.Contains(localStatus);

    /// <summary>Fences off whoever might still be at the present operation; null when there is none.</summary>
    private Lease? Hold(ServiceRow service, string target)
    {
        if (service.OperationId is not { } id || writer.Operation(id) is not { } present) return null;
        // A task of the server's goes on whatever we write; one that can't even be looked at may be given up by people.
        if (present is { State: OperationState.Waiting, Task: { } task, Error: null })
            throw Busy($"it waits for task {task} of its server");
        return writer.ClaimOne(service.Id, new ClaimRequest { Worker = options.Worker, TickId = "", Now = now, Until = now + options.LeaseDuration, Watching = false, Limit = 1 })?.Lease
            ?? throw Busy("a tick is at work on it");

        ProvisioningException Busy(string why) => new(ErrorIds.StatusForbids, ErrorKind.State,
            $"The local status of service {service.Id} can't be put anywhere while {present.Name} is at work: {why}. Wait for it (Wait-ProvisionedService {service.Id}), then ask again.", target, retryable: true);
    }

    private void Cancel(ServiceRow service, ProvisioningOperation open, string localStatus)
    {
        if (writer.Operation(open.Id) is not { } operation) return;
        writer.SaveOperation(operation with { State = OperationState.Cancelled, EndedAt = now, Task = null, TaskSince = null, WaitingFor = null, WaitingForSlot = null });
        OperationQueue.Forget(writer, operation);
        foreach (var resource in writer.FreeSlots(operation.Id)) writer.WakeSlotWaiters(resource, 1, now);
        writer.AddJournal([Line(service, $"{operation.Name} cancelled: the local status is put to '{localStatus}' by hand") with { OperationId = operation.Id, Operation = operation.Name, Step = operation.Step }]);
    }

    private JournalEntry Line(ServiceRow service, string message) => new()
    {
        At = now, Event = JournalEvent.Note, ServiceId = service.Id, From = service.LocalStatus, Message = message, Worker = options.Worker,
    };
}
