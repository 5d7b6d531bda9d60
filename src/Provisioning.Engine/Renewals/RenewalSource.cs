using System.Globalization;

namespace Provisioning.Engine;

/// <summary>Finds what the packages' rules say about services that are overdue.</summary>
internal sealed class RenewalSource(IServiceDriver driver) : IDueSource
{
    private static readonly RenewalStep[] NotSuspended = [RenewalStep.None];
    private static readonly RenewalStep[] NotTerminated = [RenewalStep.None, RenewalStep.Suspend];
    private static readonly ServiceStatus[] Delivered = [ServiceStatus.Active];
    private static readonly ServiceStatus[] Living = [ServiceStatus.Pending, ServiceStatus.Active, ServiceStatus.Suspended];

    public IReadOnlyList<DueRequest> Find(IStateReader reader, DateTimeOffset now, IReadOnlyCollection<long>? serviceIds)
    {
        if (!reader.HasDueDates(driver.Kind)) return [];
        var found = new Dictionary<long, DueRequest>();
        foreach (var rule in driver.RenewalRules(reader))
        {
            if (rule.SuspendAfter is { } suspend) Add(rule, suspend, StandardOperations.Suspend, RenewalStep.Suspend, NotSuspended, Delivered);
            // Who is due for both is terminated; the later one replaces the earlier.
            if (rule.TerminateAfter is { } terminate) Add(rule, terminate, StandardOperations.Terminate, RenewalStep.Terminate, NotTerminated, Living);
        }
        return [.. found.Values];

        void Add(RenewalRule rule, TimeSpan after, string operation, RenewalStep step, RenewalStep[] asked, ServiceStatus[] statuses)
        {
            foreach (var service in reader.Overdue(driver.Kind, rule.Package, now - after, asked, statuses, serviceIds))
                found[service.Id] = new OverdueRequest(driver, after, step, asked, statuses)
                {
                    ServiceId = service.Id,
                    HostName = service.HostName,
                    Operation = operation,
                    DueDate = service.DueDate,
                    DueSince = service.DueDate + after,
                    Origin = OperationOrigin.Renewal,
                    Reason = string.Create(CultureInfo.InvariantCulture,
                        $"{(now - service.DueDate).TotalDays:0.#} days overdue (due {service.DueDate.UtcDateTime:yyyy-MM-dd}); package {rule.Package} {(step == RenewalStep.Suspend ? "suspends" : "terminates")} after {after.TotalDays:0.#}"),
                };
        }
    }

    private sealed class OverdueRequest(IServiceDriver driver, TimeSpan after, RenewalStep step, RenewalStep[] asked, ServiceStatus[] statuses) : DueRequest
    {
        public required DateTimeOffset DueDate { get; init; }

        public override bool Holds(IStateReader reader, ServiceRow service) =>
            service.DueDate == DueDate && DueSince == DueDate + after && asked.Contains(service.RenewalAsked) && statuses.Contains(service.Status)
            && !IsUnderWay(reader, service.Id);

        public override void Made(IStateWriter writer, ServiceRow service) => writer.SetRenewalAsked(service.Id, step);

        /// <summary>Whether the same, or the end of it all, was asked for already by whomever: then it is theirs, stopped with an error or not.</summary>
        private bool IsUnderWay(IStateReader reader, long serviceId) => reader.OperationPage(serviceId, false, null, 0, int.MaxValue).Any(open =>
            driver.Operations.GetValueOrDefault(open.Name)?.EndStatus is ServiceStatus.Terminated || open.Name == Operation);
    }
}

/// <summary>A service whose due date lies so far back that a rule may apply.</summary>
/// <param name="Id">The service.</param>
/// <param name="HostName">Its host name.</param>
/// <param name="DueDate">When it was due.</param>
public sealed record OverdueService(long Id, string HostName, DateTimeOffset DueDate);
