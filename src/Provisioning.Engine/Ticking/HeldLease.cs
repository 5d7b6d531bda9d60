namespace Provisioning.Engine;

/// <summary>A lease and until when this process believes it to hold.</summary>
internal sealed class HeldLease(Lease lease, DateTimeOffset until)
{
    private long _until = until.UtcTicks;

    public Lease Lease { get; } = lease;

    public bool HoldsAt(DateTimeOffset now) => now.UtcTicks < Volatile.Read(ref _until);

    public void Prolong(DateTimeOffset until) => Volatile.Write(ref _until, until.UtcTicks);

    public void Lose() => Volatile.Write(ref _until, 0);

    public static ProvisioningException Lost(long serviceId) => new(
        ErrorIds.LeaseLost, ErrorKind.Conflict, $"Service {serviceId} went to another worker because this one stood still too long; the other one carries on.",
        serviceId.ToString(System.Globalization.CultureInfo.InvariantCulture), retryable: true);
}
