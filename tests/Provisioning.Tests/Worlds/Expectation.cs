using Provisioning.Engine;
using Provisioning.Proxmox;

namespace Provisioning.Tests.Worlds;

/// <summary>
/// What a service's operations must have left of its machine. It is read off their plans' steps, so a new operation counts without anyone
/// adding a row. What an operation that did not end well may or may not have done is not known.
/// </summary>
/// <param name="Exists">Whether there is a machine.</param>
/// <param name="Runs">Whether it runs.</param>
/// <param name="Configured">Whether it has all that the package promises.</param>
/// <param name="WentBack">Whether it was put back to another day: a disk that it had then is there again, and is not taken away because the package has none by now.</param>
internal sealed record Expectation(bool? Exists, bool? Runs, bool Configured, bool WentBack = false)
{
    private static readonly Expectation Nothing = new(false, false, false);

    public static Expectation Of(IEnumerable<ProvisioningOperation> operations, IReadOnlyDictionary<string, OperationPlan> plans) => operations
        .Where(operation => operation.StartedAt is not null)
        .OrderBy(operation => operation.EndedAt ?? DateTimeOffset.MaxValue).ThenBy(operation => operation.Id)
        .Aggregate(Nothing, (now, operation) => operation.State == OperationState.Succeeded ? now.After(plans[operation.Name]) : now.Disturbed(plans[operation.Name]));

    private Expectation After(OperationPlan plan)
    {
        var after = this;
        foreach (var step in plan.Steps)
            after = step switch
            {
                DeleteMachine => Nothing,
                // A machine that is there stays as it is.
                Clone => new(true, after.Exists is false ? false : after.Exists is true ? after.Runs : null, after.Exists is true && after.Configured, after.WentBack),
                SetCloudInit when plan.Steps.OfType<ConfigStep>().Count() > 1 => after with { Configured = true },
                StopForChange or StopForPassword or StayOff => after,
                // Started unless the service is suspended.
                RestoreBackup => new(true, null, false, WentBack: true),
                RollBack => after with { WentBack = true },
                TakeOver => new(true, null, false),
                // A machine that is made anew runs unless its service is suspended.
                When { Inner: Start or Ready } when plan.Steps.Any(other => other is Clone) => after with { Runs = null },
                PowerOff => after with { Runs = false },
                Start or Ready => after with { Runs = true },
                _ => after,
            };
        return after;
    }

    private Expectation Disturbed(OperationPlan plan)
    {
        var moves = plan.Steps.Any(step => step is Clone or DeleteMachine or RestoreBackup);
        var (stops, starts) = (plan.Steps.Any(step => step is PowerOff), plan.Steps.Any(step => step is Start or Ready));
        // A snapshot with memory comes back running.
        var turns = moves || plan.Steps.Any(step => step is RollBack);
        return new(
            moves ? null : Exists,
            turns || (Runs is true && stops) || (Runs is false && starts) ? null : Runs,
            Configured && !moves && !plan.Steps.Any(step => step is ConfigStep or ResizeStep),
            WentBack || plan.Steps.Any(step => step is RestoreBackup or RollBack));
    }
}
