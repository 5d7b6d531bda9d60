namespace Provisioning.Engine;

/// <summary>The context that real steps run in: one for each claimed service, all its writes fenced by the lease.</summary>
internal sealed class LeasedStepContext : StepContext
{
    private readonly IStateStore _store;
    private readonly EngineOptions _options;
    private readonly List<JournalEntry> _notes = [];
    private readonly List<RemoteCall> _calls = [];
    private readonly Dictionary<string, int> _turnedAway = new(StringComparer.Ordinal);
    private readonly HashSet<string> _distressed = new(StringComparer.Ordinal);
    private IReadOnlyList<IpAssignment>? _addresses;
    private ServiceRow _service;
    private OperationRow _operation;
    private OperationPlan? _plan;
    private TaskEnd? _ended;

    public LeasedStepContext(IStateStore store, TimeProvider clock, EngineOptions options, HeldLease held, Claim claim, TaskEnd? ended)
    {
        (_store, Clock, _options, Held) = (store, clock, options, held);
        (_service, _operation, _ended) = (claim.Service, claim.Operation, ended);
    }

    public HeldLease Held { get; }
    public override ServiceRow Service => _service;
    public override OperationRow Operation => _operation;
    public override Guid StoreId => _store.StoreId;
    public override TimeProvider Clock { get; }
    public override Intent? Unsettled => _operation.Unsettled;
    public override TaskEnd? Ended => _ended;
    public override IReadOnlyList<IStep> Following => _plan is null ? [] : [.. _plan.Steps.Skip(_operation.StepIndex + 1)];
    public override IReadOnlyList<IpAssignment> Addresses => _addresses ??= ReadAddresses();
    public override IDictionary<Type, object> Shared { get; } = new Dictionary<Type, object>();
    public override CallSink Calls => Record;

    /// <summary>How many requests were made since the claim.</summary>
    public int CallCount { get; private set; }

    private DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Points the context at the operation's present step.</summary>
    public IStep Begin(OperationPlan plan)
    {
        _plan = plan;
        var step = plan.Steps[_operation.StepIndex];
        var unsettled = _operation.Unsettled is { } intent && intent.Step == step.Name ? intent : null;
        _operation = _operation with
        {
            State = OperationState.Running,
            Step = step.Name,
            StepCount = plan.Steps.Count,
            StartedAt = _operation.StartedAt ?? Now,
            Unsettled = unsettled,
        };
        return step;
    }

    /// <summary>The end of a task is news for one run of one step.</summary>
    public void ForgetEnd() => _ended = null;

    /// <summary>Changes the operation's row; saved by the next write.</summary>
    public void Change(Func<OperationRow, OperationRow> change) => _operation = change(_operation);

    public JournalEntry Line(JournalEvent what, string message, string? from = null, string? to = null, double? durationMs = null, string? errorId = null) => new()
    {
        At = Now,
        Event = what,
        ServiceId = _service.Id,
        OperationId = _operation.Id,
        Operation = _operation.Name,
        Step = _operation.Step,
        From = from ?? _service.LocalStatus,
        To = to,
        Message = message,
        DurationMs = durationMs,
        Task = _operation.Task,
        ErrorId = errorId,
        Worker = Held.Lease.Worker,
    };

    /// <summary>Saves everything under the lease: rows, notes, calls, and whatever else belongs into the same transaction.</summary>
    public void Save(Durability durability, IEnumerable<JournalEntry> lines, Action<IStateWriter>? also = null)
    {
        JournalEntry[] journal;
        RemoteCall[] calls;
        lock (_calls)
        {
            calls = [.. _calls];
            journal = [.. _notes, .. Repetitions.Lines(calls, message => Line(JournalEvent.Retried, message)), .. lines];
        }
        _store.Write(durability, writer =>
        {
            writer.Demand(Held.Lease, Now);
            writer.SaveService(_service);
            writer.SaveOperation(_operation);
            writer.AddJournal(journal);
            if (calls.Length > 0)
            {
                writer.AddCalls(calls);
                writer.CountCalls(_service.Id, calls.Length);
            }
            also?.Invoke(writer);
        });
        _notes.Clear();
        lock (_calls) _calls.RemoveRange(0, calls.Length);
    }

    /// <summary>Gives back the slots of the present step and lets the limits learn from how it went.</summary>
    public void SettleSlots(IStateWriter writer, bool succeeded)
    {
        foreach (var resource in _distressed) Slots.Lower(writer, resource, Now);
        foreach (var resource in writer.FreeSlots(_operation.Id))
        {
            if (succeeded && !_distressed.Contains(resource)) Slots.Raise(writer, resource, Now, _options.Random());
            writer.WakeSlotWaiters(resource, 1, Now);
        }
        _distressed.Clear();
    }

    /// <summary>Whether a slot for which the step was turned away has become free meanwhile.</summary>
    public bool SlotIsFree(IStateReader reader, string resource) =>
        !_turnedAway.TryGetValue(resource, out var max) || reader.SlotsTaken(resource, Now - _options.SlotAlive) < Slots.Limit(reader, resource, max);

    public override void DemandLease()
    {
        if (!Held.HoldsAt(Now)) throw HeldLease.Lost(_service.Id);
    }

    public override void Announce(string what, string? payload = null)
    {
        _operation = _operation with { Unsettled = new Intent(_operation.Step!, what, Now, payload) };
        Save(Durability.Full, [Line(JournalEvent.Intent, what)]);
    }

    public override void Update(Func<ServiceRow, ServiceRow> change)
    {
        var changed = change(_service);
        if (changed.Id != _service.Id) throw new InvalidOperationException("A step may not turn its service into another one.");
        _service = changed;
    }

    public override void Note(string message) => _notes.Add(Line(JournalEvent.Note, message));

    public override string ReplaceRemoteId(RemoteIdNeed need, string why, string? adminNote)
    {
        string? fresh = null;
        var before = _service;
        Save(Durability.Full, [], writer =>
        {
            // Stays reserved for nobody, yet must not be picked again: the server shows it as taken, and until it does the caller says so.
            writer.ReleaseRemoteId(_service.Id);
            var taken = new HashSet<int>(need.TakenOnServer);
            if (int.TryParse(_service.RemoteId, out var old)) taken.Add(old);
            fresh = new RemoteIdPicker(writer, _service.Server).Reserve(need with { TakenOnServer = taken }, _service.Id);
            _service = _service with { RemoteId = fresh };
            _operation = _operation with { Unsettled = null };
            writer.SaveService(_service);
            writer.SaveOperation(_operation);
            writer.AddJournal([Line(JournalEvent.Note, $"{before.RemoteId} replaced by {fresh}: {why}")]);
            if (adminNote is not null) AddAdminNote(writer, adminNote);
        });
        return fresh!;
    }

    public override bool EnsureAddresses(IReadOnlyList<AddressNeed> needs)
    {
        var changed = false;
        Save(Durability.Full, [], writer =>
        {
            var held = writer.AssignmentPage(null, _service.Id, null, false, 0, int.MaxValue, out _);
            changed = new AddressAllocator(writer, Now).Ensure(_service.Server, _service.Id, needs, held);
        });
        if (changed) _addresses = null;
        return changed;
    }

    public override void GiveUpEverything(string adminNote)
    {
        _service = _service with
        {
            RemoteId = null,
            Node = null,
            RemoteStatus = null,
            RemoteLock = null,
        };
        Save(Durability.Full, [], writer =>
        {
            // Read here: an admin may have written some since the claim.
            AddAdminNote(writer, adminNote);
            writer.ReleaseAddresses(_service.Id, null, Now);
            writer.ReleaseRemoteId(_service.Id);
            writer.DeleteSecrets(SecretNames.OfService(_service.Id, ""));
            writer.DeleteSchedules(_service.Id, null);
        });
        _addresses = null;
    }

    public override SecretText? Secret(string name) => _store.Read(reader => reader.Secret(SecretNames.OfService(_service.Id, name)));

    public override void SetSecret(string name, SecretText secret) =>
        Save(Durability.Full, [], writer => writer.SetSecret(SecretNames.OfService(_service.Id, name), secret));

    public override void SetSchedule(ScheduleRow schedule)
    {
        if (schedule.ServiceId != _service.Id) throw new InvalidOperationException("A step may not schedule for another service.");
        Save(Durability.Normal, [], writer => writer.SaveSchedule(schedule));
    }

    public override void MoveSecret(string name, string to) => Save(Durability.Full, [], writer =>
    {
        var from = SecretNames.OfService(_service.Id, name);
        if (writer.Secret(from) is not { } secret) return;
        writer.SetSecret(SecretNames.OfService(_service.Id, to), secret);
        writer.DeleteSecrets(from);
    });

    public override bool TryTakeSlot(string resource, int max)
    {
        var taken = false;
        Save(Durability.Normal, [], writer => taken = Slots.TryTake(writer, resource, max, _operation.Id, Now, _options.SlotAlive));
        if (!taken) _turnedAway[resource] = max;
        return taken;
    }

    public override void SlowDown(string resource) => _distressed.Add(resource);

    public override T Read<T>(Func<IStateReader, T> work) => _store.Read(work);

    private void AddAdminNote(IStateWriter writer, string line)
    {
        var notes = writer.Service(_service.Id)?.AdminNotes;
        writer.SetAdminNotes(_service.Id, string.IsNullOrEmpty(notes) ? line : notes.TrimEnd() + "\n" + line);
    }

    private void Record(RemoteCall call)
    {
        lock (_calls)
        {
            _calls.Add(call with { ServiceId = _service.Id, OperationId = _operation.Id, Step = _operation.Step });
            CallCount++;
        }
    }

    private List<IpAssignment> ReadAddresses() => _store.Read(reader =>
        reader.AssignmentPage(null, _service.Id, null, false, 0, int.MaxValue, out _))
        .OrderByDescending(a => a.IsMain).ThenBy(a => a.Family).ToList();
}
