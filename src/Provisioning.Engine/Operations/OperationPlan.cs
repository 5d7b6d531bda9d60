namespace Provisioning.Engine;

/// <summary>An operation as data: which steps, in which order, and when it may be asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Steps">The steps.</param>
public sealed record OperationPlan(string Name, IReadOnlyList<IStep> Steps)
{
    /// <summary>Status towards the client once the operation has ended as it should; null leaves it.</summary>
    public ServiceStatus? EndStatus { get; init; }

    /// <summary>Local status that the service takes on when the operation's turn comes; null leaves it.</summary>
    public string? EntryStatus { get; init; }

    /// <summary>Local status once the operation has ended as it should; null leaves what its steps have set.</summary>
    public string? EndLocalStatus { get; init; }

    /// <summary>Local statuses that this plan's steps leave as they are, whatever they complete elsewhere.</summary>
    public IReadOnlyList<string> Keeps { get; init; } = [];

    /// <summary>Local statuses in which it may be asked for; empty is any.</summary>
    public IReadOnlyList<string> AllowedIn { get; init; } = [];

    /// <summary>Statuses towards the client in which it may be asked for; a terminated service takes no operation.</summary>
    public IReadOnlyList<ServiceStatus> AllowedFor { get; init; } = [ServiceStatus.Pending, ServiceStatus.Active, ServiceStatus.Suspended];

    /// <summary>Whether faces may ask for it at all; the first operation of an order only comes with the order.</summary>
    public bool OnRequest { get; init; } = true;

    /// <summary>Whether it ends what is waiting for another try, and all that waits behind it: there is nothing to be gained by those any more.</summary>
    public bool Overrules { get; init; }

    /// <summary>Whether it begins behind the step that completed the service's local status instead of at its own beginning.</summary>
    public bool GoesOn { get; init; }

    /// <summary>What people type to ask for it; null where its name says it.</summary>
    public string? Command { get; init; }

    /// <summary>What makes it possible where it is refused, in one sentence for people.</summary>
    public string? Remedy { get; init; }

    /// <summary>
    /// The sentence that takes the place of <see cref="Remedy"/> where the local status of a service (by its number) tells more; null where
    /// it does not.
    /// </summary>
    public Func<long, string, string?>? WayOn { get; init; }

    /// <summary>Where a service stands once this has ended as it should.</summary>
    internal ServiceStanding After(ServiceStanding standing)
    {
        var local = EntryStatus ?? standing.LocalStatus;
        for (var i = FirstStep(local); i < Steps.Count; i++) local = Reached(Steps[i], local);
        return new ServiceStanding(EndLocalStatus ?? local, EndStatus ?? standing.Status);
    }

    /// <summary>Where it begins for a service in this local status.</summary>
    internal int FirstStep(string localStatus)
    {
        if (!GoesOn) return 0;
        for (var i = Steps.Count - 2; i >= 0; i--)
            if (Steps[i].Completes == localStatus) return i + 1;
        return 0;
    }

    /// <summary>The local status after a step that began in another one.</summary>
    internal string Reached(IStep step, string from) => step.Completes is { } to && !Keeps.Contains(from) ? to : from;

    /// <summary>Whether a service that began it half is left in another local status than before.</summary>
    internal bool Moves(string from) => After(new ServiceStanding(from, default)).LocalStatus != from || (EntryStatus ?? from) != from;
}

/// <summary>What guards look at.</summary>
/// <param name="LocalStatus">The last completed step's status.</param>
/// <param name="Status">Towards the client.</param>
internal sealed record ServiceStanding(string LocalStatus, ServiceStatus Status)
{
    public static ServiceStanding Of(ServiceRow service) => new(service.LocalStatus, service.Status);
}
