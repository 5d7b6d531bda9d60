using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>A step that a plan needs only sometimes.</summary>
/// <param name="step">The step.</param>
/// <param name="whyNot">Why it is left out; null when it is run.</param>
internal sealed class When(IStep step, Func<StepContext, string?> whyNot) : IStep
{
    /// <summary>The step itself.</summary>
    public IStep Inner => step;
    public string Name => step.Name;
    public string? Completes => step.Completes;

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellation) =>
        whyNot(context) is { } why ? new(StepResult.Skipped(why)) : step.RunAsync(context, cancellation);
}
