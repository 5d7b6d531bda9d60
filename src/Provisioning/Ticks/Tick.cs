using Provisioning.Engine;

namespace Provisioning;

internal sealed class Tick(ProvisioningEngine engine) : ITick
{
    public Task<TickSummary> RunAsync(TickOptions options, IProgress<JournalEntry>? progress, CancellationToken cancellation)
    {
        if (options.MaxConcurrency is < 1 or > 256)
            throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"MaxConcurrency must be 1 to 256, not {options.MaxConcurrency}.");
        if (options.TimeBudget is { } budget && budget <= TimeSpan.Zero)
            throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, "TimeBudget must be longer than nothing.");
        return engine.TickAsync(options, progress, cancellation);
    }

    public IEnumerable<TickPreview> Preview(TickOptions options) => engine.Preview(options);
}
