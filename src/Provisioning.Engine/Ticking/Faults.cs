namespace Provisioning.Engine;

/// <summary>What a driver threw that it should have reported: one service's trouble, never the tick's.</summary>
internal static class Faults
{
    /// <summary>The error to keep.</summary>
    /// <param name="what">What broke.</param>
    /// <param name="fault">With what.</param>
    /// <param name="target">Whom it concerns.</param>
    public static ProvisioningError Of(string what, Exception fault, string target) => new(ErrorIds.StepFaulted, ErrorKind.BadReply,
        $"{what} broke with {fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ").Trim()}. It is tried again; report it if it stays.", target, Retryable: true);
}
