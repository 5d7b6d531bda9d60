namespace Provisioning.Engine;

/// <summary>
/// Brings the service's DNS records into step and is complete whatever DNS says: a name server is never in a machine's way.
/// What did not work stands in the journal and is tried again by ticks.
/// </summary>
/// <param name="dns">DNS; null where there is none.</param>
public sealed class SyncDnsRecords(IDnsSync? dns) : IStep
{
    /// <inheritdoc/>
    public string Name => "SyncDnsRecords";

    /// <inheritdoc/>
    public string? Completes => null;

    /// <inheritdoc/>
    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        if (dns is null) return StepResult.Skipped("No DNS");
        DnsSynced synced;
        try
        {
            synced = await dns.SyncAsync(context.Service.Id, context.Calls, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException failed) when (failed.Error.Kind != ErrorKind.Store && failed.Error.Id != ErrorIds.LeaseLost)
        {
            synced = new DnsSynced(0, 0, [failed.Error]);
        }
        return synced switch
        {
            { Errors: [var first, ..] } => StepResult.Done($"DNS: {synced.Written} written, {synced.Kept} as they should be, {synced.Errors.Count} failed: {first.Message}"),
            { Written: 0, Kept: 0 } => StepResult.Skipped("No registered zone holds a name of this service"),
            { Written: 0 } => StepResult.Skipped($"DNS: all {synced.Kept} as they should be"),
            _ => StepResult.Done($"DNS: {synced.Written} written, {synced.Kept} as they should be"),
        };
    }
}
