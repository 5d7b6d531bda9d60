namespace Provisioning.Engine;

/// <summary>What becomes of the services of a package that are overdue.</summary>
/// <param name="Package">The package.</param>
/// <param name="SuspendAfter">How long after the due date they are suspended; null is never.</param>
/// <param name="TerminateAfter">How long after the due date they are terminated; null is never.</param>
public sealed record RenewalRule(string Package, TimeSpan? SuspendAfter, TimeSpan? TerminateAfter);

/// <summary>The last thing that a rule asked for since a service's due date was set; it asks for nothing twice.</summary>
public enum RenewalStep
{
    /// <summary>Nothing yet.</summary>
    None,
    /// <summary>A suspension.</summary>
    Suspend,
    /// <summary>A termination.</summary>
    Terminate,
}
