using System.Globalization;

namespace Provisioning.Engine;

/// <summary>Changes what is recorded of services besides their operations. Each change is one transaction with its lines in the journal.</summary>
public sealed class ServiceRecords(IStateStore store, IReadOnlyDictionary<string, IServiceDriver> drivers, OperationRequests requests, TimeProvider clock, EngineOptions options)
{
    private const int LongestNotes = 16_384;

    /// <summary>Changes due date and notes. A due date that lies ahead, or none, undoes what its being overdue has brought about.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, InvalidValue, ContradictoryValues.</exception>
    public void Change(long serviceId, ServiceChange change)
    {
        var target = Target(serviceId);
        if (change is { DueDate: not null, WithoutDueDate: true })
            throw new ProvisioningException(ErrorIds.ContradictoryValues, ErrorKind.Invalid, "A service has a due date or none; give one of the two.", target);
        if (change.AdminNotes is { Length: > LongestNotes } notes)
            throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"Admin notes can't be {notes.Length} characters long; allowed: {LongestNotes}.", target);
        store.Write(Durability.Full, writer =>
        {
            var service = Find(writer, serviceId);
            if (change.AdminNotes is { } text) writer.SetAdminNotes(serviceId, text.Length == 0 ? null : text);
            if (change.DueDate is not null || change.WithoutDueDate) MoveDueDate(writer, service, change.DueDate);
        });
    }

    /// <summary>The local statuses that a service of a kind can be put to.</summary>
    public IReadOnlyList<string> ResetStatuses(string kind) => drivers.TryGetValue(kind, out var driver) ? StatusReset.Statuses(driver) : [];

    /// <summary>Puts the local status to a named step and ends all that the service had to do.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, InvalidValue.</exception>
    public void ResetStatus(long serviceId, string localStatus, bool goOn) => store.Write(Durability.Full, writer =>
    {
        var service = Find(writer, serviceId);
        new StatusReset(writer, Driver(service), clock.GetUtcNow(), options).To(service, localStatus);
        if (!goOn) return;
        var next = StatusReset.GoesOnWith(Driver(service), localStatus) ?? throw new ProvisioningException(ErrorIds.StatusForbids, ErrorKind.State,
            $"Nothing follows '{localStatus}' by itself; put service {serviceId} there without going on.", Target(serviceId));
        requests.Take(writer, serviceId, next, "{}", $"{next}: goes on from '{localStatus}'", OperationOrigin.Request);
    });

    private void MoveDueDate(IStateWriter writer, ServiceRow service, DateTimeOffset? dueDate)
    {
        var now = clock.GetUtcNow();
        if (service.Status == ServiceStatus.Terminated)
            throw new ProvisioningException(ErrorIds.StatusForbids, ErrorKind.State, $"Service {service.Id} is terminated and is never due again.", Target(service.Id));
        var isOverdue = dueDate <= now;
        if (!isOverdue) service = Withdraw(writer, service, now);
        writer.SetDueDate(service.Id, dueDate);
        writer.AddJournal([Line(service, now, $"due date {Show(service.DueDate)} -> {Show(dueDate)}")]);
        if (isOverdue || service.SuspendedFor != SuspensionReason.Overdue || requests.Outcome(writer, service).Status != ServiceStatus.Suspended) return;
        if (requests.Refusal(writer, service.Id, StandardOperations.Resume) is { } refused)
            writer.AddJournal([Line(service, now, $"not resumed though no longer overdue: {refused.Message}") with { ErrorId = refused.Id }]);
        else
            requests.Take(writer, service.Id, StandardOperations.Resume, "{}", $"Resume: no longer overdue (due {Show(dueDate)})", OperationOrigin.Renewal);
    }

    /// <summary>Takes back what rules have asked for and nobody has begun.</summary>
    /// <exception cref="ProvisioningException">StatusForbids when a termination has begun.</exception>
    private ServiceRow Withdraw(IStateWriter writer, ServiceRow service, DateTimeOffset now)
    {
        var driver = Driver(service);
        foreach (var listed in writer.OperationPage(service.Id, false, null, 0, int.MaxValue).Where(open => open.Origin == OperationOrigin.Renewal))
        {
            var ends = driver.Operations.GetValueOrDefault(listed.Name)?.EndStatus;
            if (ends is not (ServiceStatus.Suspended or ServiceStatus.Terminated) || writer.Operation(listed.Id) is not { } operation) continue;
            var isPresent = service.OperationId == operation.Id;
            // A lease of our own proves that nobody has just begun it.
            var lease = isPresent && operation.StartedAt is null
                ? writer.ClaimOne(service.Id, new ClaimRequest { Worker = options.Worker, TickId = "", Now = now, Until = now + options.LeaseDuration, Watching = false, Limit = 1 })?.Lease
                : null;
            if (isPresent && lease is null)
            {
                if (ends == ServiceStatus.Terminated)
                    throw new ProvisioningException(ErrorIds.StatusForbids, ErrorKind.State,
                        $"Service {service.Id} is being terminated for being overdue, which has begun and can't be taken back by a due date. If it has stopped with an error and the machine is to stay, end it with Reset-ServiceStatus first.", Target(service.Id));
                // A suspension that has begun is let end, or put aside if it has stopped, by the resumption behind it.
                continue;
            }
            writer.SaveOperation(operation with { State = OperationState.Cancelled, EndedAt = now });
            writer.AddJournal([Line(service, now, $"{operation.Name} cancelled: the service is no longer overdue") with { OperationId = operation.Id, Operation = operation.Name }]);
            if (!isPresent) continue;
            service = OperationQueue.Next(writer, driver, service with { LocalStatus = operation.EnteredFrom ?? service.LocalStatus }, now,
                (refused, error) => writer.AddJournal([Line(service, now, error.Message) with { OperationId = refused.Id, Operation = refused.Name, ErrorId = error.Id }]));
            writer.SaveService(service);
            writer.Release(lease!);
        }
        return service;
    }

    private IServiceDriver Driver(ServiceRow service) => drivers.TryGetValue(service.Kind, out var driver) ? driver : throw new ProvisioningException(
        ErrorIds.OperationUnknown, ErrorKind.Invalid, $"Nothing here knows services of kind '{service.Kind}'; update the module.", Target(service.Id));

    private static ServiceRow Find(IStateReader reader, long serviceId) => reader.Service(serviceId) ?? throw new ProvisioningException(
        ErrorIds.ServiceNotFound, ErrorKind.NotFound, $"There is no service {serviceId}; Get-ProvisionedService lists them.", Target(serviceId));

    private JournalEntry Line(ServiceRow service, DateTimeOffset now, string message) => new()
    {
        At = now, Event = JournalEvent.Note, ServiceId = service.Id, From = service.LocalStatus, Message = message, Worker = options.Worker,
    };

    private static string Show(DateTimeOffset? date) => date is { } day ? day.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : "none";

    private static string Target(long serviceId) => serviceId.ToString(CultureInfo.InvariantCulture);
}
