using System.Globalization;

namespace Provisioning.Engine;

/// <summary>
/// Whether an operation may be asked for where a service stands. Which statuses allow it is the plan's data. A refusal says what was asked
/// for in the words it was asked in, what was found, what is needed, and what leads there from what was found.
/// </summary>
internal static class OperationGuard
{
    /// <summary>Why not; null when it may.</summary>
    /// <param name="plan">The operation.</param>
    /// <param name="serviceId">The service.</param>
    /// <param name="standing">Where it stands when the operation's turn comes.</param>
    public static ProvisioningError? Forbids(OperationPlan plan, long serviceId, ServiceStanding standing)
    {
        if (!plan.AllowedFor.Contains(standing.Status))
            return Refusal($"the service is {standing.Status}", $"It needs a service that is {Or(plan.AllowedFor.Select(status => status.ToString()))}.");
        if (plan.AllowedIn.Count > 0 && !plan.AllowedIn.Contains(standing.LocalStatus))
            return Refusal($"its local status is '{standing.LocalStatus}'", $"It needs the local status {Or(plan.AllowedIn.Select(status => $"'{status}'"))}.");
        return null;

        ProvisioningError Refusal(string found, string needs) => new(
            ErrorIds.StatusForbids, ErrorKind.State,
            string.Join(' ', ((string?[])[$"{plan.Command ?? plan.Name} is refused for service {serviceId}: {found}.", needs, Remedy(plan, serviceId, standing)]).Where(part => part is not null)),
            serviceId.ToString(CultureInfo.InvariantCulture));
    }

    private static string? Remedy(OperationPlan plan, long serviceId, ServiceStanding standing) => standing.Status switch
    {
        ServiceStatus.Terminated => "Nothing is left of it; order a new one.",
        ServiceStatus.Suspended when !plan.AllowedFor.Contains(ServiceStatus.Suspended) => string.Create(CultureInfo.InvariantCulture, $"Resume-Service {serviceId} gives it back first."),
        _ => plan.WayOn?.Invoke(serviceId, standing.LocalStatus) ?? plan.Remedy,
    };

    private static string Or(IEnumerable<string> words)
    {
        var list = words.ToList();
        return list.Count < 2 ? string.Concat(list) : $"{string.Join(", ", list.SkipLast(1))} or {list[^1]}";
    }
}
