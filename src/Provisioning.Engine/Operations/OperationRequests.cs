using System.Globalization;

namespace Provisioning.Engine;

/// <summary>
/// Takes requests for operations on services that exist. One service does one thing at a time: what is asked for meanwhile waits behind it,
/// and is judged by where the service will stand when its turn comes. A stopped operation blocks nothing. If finishing it still makes sense
/// afterwards, it steps aside and comes back stopped as it was; if not, it is cancelled.
/// </summary>
public sealed class OperationRequests(IStateStore store, IReadOnlyDictionary<string, IServiceDriver> drivers, TimeProvider clock, EngineOptions options)
{
    /// <summary>Queues an operation.</summary>
    /// <param name="serviceId">The service.</param>
    /// <param name="operation">Name of a plan of its driver.</param>
    /// <param name="arguments">Arguments for the steps, as JSON.</param>
    /// <param name="what">What was asked for, in words for the journal; null tells the operation's name.</param>
    /// <param name="check">A last look inside the transaction, which may refuse by throwing.</param>
    /// <param name="secrets">Secrets for the steps, which find them under <see cref="SecretNames.OfOperation"/>; arguments are no place for them.</param>
    /// <returns>The operation's number.</returns>
    /// <exception cref="ProvisioningException">ServiceNotFound, OperationUnknown, StatusForbids, and what <paramref name="check"/> throws.</exception>
    public long Request(long serviceId, string operation, string arguments = "{}", string? what = null, Action<IStateReader, ServiceRow>? check = null,
        IReadOnlyDictionary<string, SecretText>? secrets = null) => store.Write(Durability.Full, writer =>
    {
        var id = new Taking(writer, drivers, clock.GetUtcNow(), options).Take(serviceId, operation, arguments, what, OperationOrigin.Request, check).Id;
        foreach (var (name, secret) in secrets ?? new Dictionary<string, SecretText>()) writer.SetSecret(SecretNames.OfService(serviceId, SecretNames.OfOperation(id, name)), secret);
        return id;
    });

    /// <summary>The same within a transaction that is open already.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, OperationUnknown, StatusForbids.</exception>
    internal TakenRequest Take(IStateWriter writer, long serviceId, string operation, string arguments, string? what, OperationOrigin origin) =>
        new Taking(writer, drivers, clock.GetUtcNow(), options).Take(serviceId, operation, arguments, what, origin, null);

    /// <summary>Why an operation would be refused now; null when it would be taken.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, OperationUnknown.</exception>
    public ProvisioningError? WouldRefuse(long serviceId, string operation) => store.Read(reader => Refusal(reader, serviceId, operation));

    /// <summary>The local status in which an operation would begin that is asked for now.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, OperationUnknown.</exception>
    public string WouldBeginIn(long serviceId, string operation) => store.Read(reader => Judged(reader, serviceId, operation).Standing.LocalStatus);

    /// <summary>Why it would be refused, within a transaction that is open already.</summary>
    internal ProvisioningError? Refusal(IStateReader reader, long serviceId, string operation)
    {
        var (plan, standing) = Judged(reader, serviceId, operation);
        return OperationGuard.Forbids(plan, serviceId, standing);
    }

    /// <summary>Where a service will stand once all that it has to do has ended as it should.</summary>
    internal ServiceStanding Outcome(IStateReader reader, ServiceRow service) => drivers.TryGetValue(service.Kind, out var driver)
        ? Standing(reader, driver, service, service.OperationId is { } id ? reader.Operation(id) : null, overrules: false)
        : ServiceStanding.Of(service);

    private (OperationPlan Plan, ServiceStanding Standing) Judged(IStateReader reader, long serviceId, string operation)
    {
        var (service, driver, plan) = Find(reader, drivers, serviceId, operation);
        var present = service.OperationId is { } id ? reader.Operation(id) : null;
        return (plan, Standing(reader, driver, service, present, plan.Overrules));
    }

    /// <summary>Where a service will stand when a new operation's turn comes.</summary>
    private static ServiceStanding Standing(IStateReader reader, IServiceDriver driver, ServiceRow service, OperationRow? present, bool overrules)
    {
        var now = ServiceStanding.Of(service);
        if (present is null or { State: OperationState.Stopped } || (overrules && present.State == OperationState.Retrying)) return now;
        var standing = driver.Operations.GetValueOrDefault(present.Name)?.After(now) ?? now;
        foreach (var queued in Queue(reader, service.Id, present.Id))
            standing = driver.Operations.GetValueOrDefault(queued.Name)?.After(standing) ?? standing;
        return standing;
    }

    private static IEnumerable<ProvisioningOperation> Queue(IStateReader reader, long serviceId, long exceptId) =>
        reader.OperationPage(serviceId, false, OperationState.Queued, 0, int.MaxValue).Where(operation => operation.Id != exceptId);

    private static (ServiceRow Service, IServiceDriver Driver, OperationPlan Plan) Find(IStateReader reader, IReadOnlyDictionary<string, IServiceDriver> drivers, long serviceId, string operation)
    {
        var target = serviceId.ToString(CultureInfo.InvariantCulture);
        var service = reader.Service(serviceId) ?? throw new ProvisioningException(
            ErrorIds.ServiceNotFound, ErrorKind.NotFound, $"There is no service {serviceId}; Get-ProvisionedService lists them.", target);
        if (drivers.TryGetValue(service.Kind, out var driver) && driver.Operations.TryGetValue(operation, out var plan) && plan.OnRequest) return (service, driver, plan);
        throw new ProvisioningException(ErrorIds.OperationUnknown, ErrorKind.Invalid,
            $"A {service.Kind} has no operation '{operation}'{(driver is null ? "" : "; there are " + string.Join(", ", driver.Operations.Values.Where(p => p.OnRequest).Select(p => p.Name)))}.", target);
    }

    private sealed class Taking(IStateWriter writer, IReadOnlyDictionary<string, IServiceDriver> drivers, DateTimeOffset now, EngineOptions options)
    {
        private readonly List<JournalEntry> _lines = [];

        public TakenRequest Take(long serviceId, string operation, string arguments, string? what, OperationOrigin origin, Action<IStateReader, ServiceRow>? check)
        {
            var (service, driver, plan) = Find(writer, drivers, serviceId, operation);
            var present = service.OperationId is { } presentId ? writer.Operation(presentId) : null;
            // Nobody may be at work on what is to be ended: a lease of our own proves it, and fences off whoever wakes up later.
            Lease? lease = null;
            if (plan.Overrules && present is { State: OperationState.Retrying })
            {
                lease = writer.ClaimOne(serviceId, new ClaimRequest { Worker = options.Worker, TickId = "", Now = now, Until = now + options.LeaseDuration, Watching = false, Limit = 1 })?.Lease;
                if (lease is null) present = present with { State = OperationState.Running };
            }
            if (OperationGuard.Forbids(plan, serviceId, Standing(writer, driver, service, present, plan.Overrules)) is { } refused)
                throw refused.AsException();
            check?.Invoke(writer, service);

            var row = new OperationRow { ServiceId = serviceId, Name = plan.Name, Origin = origin, Arguments = arguments, StepCount = plan.Steps.Count, CreatedAt = now };
            var id = writer.AddOperation(row);
            row = row with { Id = id };
            Note(JournalEvent.Requested, service, row, what ?? plan.Name);
            var free = present is null or { State: OperationState.Stopped } || lease is not null;
            if (free)
            {
                StepAside(service, driver, present, plan, row);
                writer.SaveService(OperationQueue.Begin(writer, service, row, plan, now));
            }
            else
            {
                _lines.Add(Line(JournalEvent.Note, service, row, $"{plan.Name} waits behind {present!.Name}"));
            }
            if (plan.Overrules)
                foreach (var queued in Queue(writer, serviceId, id))
                    if (writer.Operation(queued.Id) is { } waiting && waiting.Id != service.OperationId) Cancel(service, waiting, row);
            // The last word counts: an admin's suspension of what was overdue is the admin's. What only keeps a service off says nothing new.
            if (plan.EndStatus == ServiceStatus.Suspended && origin != OperationOrigin.Survey)
                writer.SetSuspendedFor(serviceId, origin == OperationOrigin.Renewal ? SuspensionReason.Overdue : SuspensionReason.Admin);
            writer.AddJournal(_lines);
            if (lease is not null) writer.Release(lease);
            return new TakenRequest(id, _lines);
        }

        /// <summary>Cancels the present operation, or leaves it stopped so that it comes back when the new one has ended.</summary>
        private void StepAside(ServiceRow service, IServiceDriver driver, OperationRow? present, OperationPlan plan, OperationRow row)
        {
            var moves = plan.Overrules || plan.Moves(service.LocalStatus);
            if (present is not null)
            {
                // What was refused before it did anything is half of nothing; only a creation is owed all the same.
                var half = driver.Operations.GetValueOrDefault(present.Name) is { } halted
                    && (halted.EntryStatus is not null || (halted.Moves(service.LocalStatus) && (halted.GoesOn || present.StepIndex > 0 || present.Unsettled is not null)));
                if (moves || !half) Cancel(service, present, row);
                else _lines.Add(Line(JournalEvent.Note, service, row, $"{present.Name} stays stopped until {plan.Name} has ended"));
            }
            if (!moves) return;
            foreach (var aside in writer.OperationPage(service.Id, false, OperationState.Stopped, 0, int.MaxValue))
                if (aside.Id != present?.Id && writer.Operation(aside.Id) is { } earlier) Cancel(service, earlier, row);
        }

        private void Cancel(ServiceRow service, OperationRow operation, OperationRow by)
        {
            writer.SaveOperation(operation with { State = OperationState.Cancelled, EndedAt = now, Task = null, TaskSince = null, WaitingFor = null, WaitingForSlot = null });
            OperationQueue.Forget(writer, operation);
            foreach (var resource in writer.FreeSlots(operation.Id)) writer.WakeSlotWaiters(resource, 1, now);
            _lines.Add(Line(JournalEvent.Note, service, operation, $"{operation.Name} cancelled: {by.Name} takes its place"));
        }

        private void Note(JournalEvent what, ServiceRow service, OperationRow operation, string message) => _lines.Add(Line(what, service, operation, message));

        private JournalEntry Line(JournalEvent what, ServiceRow service, OperationRow operation, string message) => new()
        {
            At = now,
            Event = what,
            ServiceId = service.Id,
            OperationId = operation.Id,
            Operation = operation.Name,
            From = service.LocalStatus,
            Message = message,
            Worker = options.Worker,
        };
    }
}

/// <summary>A request that was taken.</summary>
/// <param name="Id">The operation's number.</param>
/// <param name="Lines">What the journal says about it.</param>
internal sealed record TakenRequest(long Id, IReadOnlyList<JournalEntry> Lines);
