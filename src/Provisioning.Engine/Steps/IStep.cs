namespace Provisioning.Engine;

/// <summary>
/// One small idempotent thing. A step may be run again at any time: after a crash, a lost answer or a wait.
/// Before it changes anything it announces it; when <see cref="StepContext.Unsettled"/> tells of an earlier announcement,
/// it first looks whether that happened.
/// </summary>
public interface IStep
{
    /// <summary>Its name in journal and crash matrix.</summary>
    string Name { get; }

    /// <summary>The local status that its completion stands for; null leaves the status as it is.</summary>
    string? Completes { get; }

    /// <summary>Runs it as far as it goes without waiting.</summary>
    /// <exception cref="ProvisioningException">Same as answering with <see cref="StepResult.Failed(ProvisioningError, TimeSpan?)"/>.</exception>
    ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellation);
}
