namespace Provisioning.Engine;

/// <summary>What a service does next.</summary>
internal static class OperationQueue
{
    /// <summary>The service with an operation whose turn has come.</summary>
    public static ServiceRow Begin(IStateWriter writer, ServiceRow service, OperationRow operation, OperationPlan? plan, DateTimeOffset now)
    {
        var first = plan?.FirstStep(service.LocalStatus) ?? 0;
        var replaced = plan?.EntryStatus is { } entry && entry != service.LocalStatus ? service.LocalStatus : null;
        if (first > 0 || replaced is not null) writer.SaveOperation(operation with { StepIndex = first, EnteredFrom = replaced });
        return service with
        {
            OperationId = operation.Id,
            LocalStatus = plan?.EntryStatus ?? service.LocalStatus,
            DueAt = now,
            Watching = false,
        };
    }

    /// <summary>The secrets that an operation brought along go with it.</summary>
    public static void Forget(IStateWriter writer, OperationRow operation) =>
        writer.DeleteSecrets(SecretNames.OfService(operation.ServiceId, SecretNames.OfOperation(operation.Id, "")));

    /// <summary>
    /// The service once its operation has ended: with the oldest waiting one that its standing still allows, else with one that had stepped
    /// aside, else with nothing to do.
    /// </summary>
    /// <param name="writer">The transaction.</param>
    /// <param name="driver">The service's driver.</param>
    /// <param name="service">The service, its operation ended.</param>
    /// <param name="now">Now.</param>
    /// <param name="refused">Told of operations that are cancelled because they are no longer allowed.</param>
    public static ServiceRow Next(IStateWriter writer, IServiceDriver driver, ServiceRow service, DateTimeOffset now, Action<OperationRow, ProvisioningError> refused)
    {
        var ended = service.OperationId;
        while (writer.NextQueued(service.Id, ended) is { } next)
        {
            var plan = driver.Operations.GetValueOrDefault(next.Name);
            if (plan is null || OperationGuard.Forbids(plan, service.Id, ServiceStanding.Of(service)) is not { } forbidden) return Begin(writer, service, next, plan, now);
            writer.SaveOperation(next with { State = OperationState.Cancelled, Error = forbidden, EndedAt = now });
            Forget(writer, next);
            refused(next, forbidden);
        }
        var aside = writer.OperationPage(service.Id, false, OperationState.Stopped, 0, int.MaxValue).LastOrDefault(operation => operation.Id != ended);
        return service with { OperationId = aside?.Id, DueAt = null, Watching = false };
    }
}
