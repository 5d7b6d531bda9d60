namespace Provisioning.CrashHost;

/// <summary><c>tick STORE CLOCK</c>: one worker of several, composed as the faces compose it, until nothing is left to do.</summary>
internal static class Tick
{
    public static async Task<int> RunAsync(string store, string clockFile)
    {
        var work = new Workplace(store, clockFile);
        using var host = new ProvisioningHost(work.Store, work.Clock, Workplace.UntilIdle);
        var summary = await host.Tick.RunAsync(Workplace.Bounded, null, CancellationToken.None);
        return Workplace.Ended(summary.Errors) + (summary.BudgetSpent ? 2 : 0);
    }
}
