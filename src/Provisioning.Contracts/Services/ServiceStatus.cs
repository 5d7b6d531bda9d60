namespace Provisioning;

/// <summary>Where a service stands towards its client. What our own work on it stands at is its local status.</summary>
public enum ServiceStatus
{
    /// <summary>Ordered, not delivered yet.</summary>
    Pending,
    /// <summary>Delivered.</summary>
    Active,
    /// <summary>Held back, for example for an unpaid invoice.</summary>
    Suspended,
    /// <summary>Gone; the record stays.</summary>
    Terminated,
}
