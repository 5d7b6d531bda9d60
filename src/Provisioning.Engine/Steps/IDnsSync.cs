namespace Provisioning.Engine;

/// <summary>Brings the DNS records of a service into step. Steps know DNS only through this.</summary>
public interface IDnsSync
{
    /// <summary>Returns when the providers have confirmed, or said why not; what failed is tried again by ticks.</summary>
    Task<DnsSynced> SyncAsync(long serviceId, CallSink calls, CancellationToken cancellation);
}

/// <summary>What came of it.</summary>
/// <param name="Written">Record sets that were written.</param>
/// <param name="Kept">Record sets that were as they should be.</param>
/// <param name="Errors">What did not work.</param>
public sealed record DnsSynced(int Written, int Kept, IReadOnlyList<ProvisioningError> Errors);
