using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.CrashHost;

/// <summary>What every child works with: a store that its parent made, on a clock that its parent moves.</summary>
internal sealed class Workplace(string store, string clockFile) : IDisposable
{
    public MovableClock Clock { get; } = new(clockFile);

    public SqliteStateStore Store { get; } = SqliteStateStore.Open(store, new SqliteStoreOptions { Clock = new MovableClock(clockFile), CreateIfMissing = false });

    /// <summary>
    /// Lingers for longer than a lease: one tick stays until everything is done, whoever does it. It makes no surveys: they run beside the work,
    /// so that moments would come in another order each time, and what a process writes that woke too late could not be told from its stale work.
    /// </summary>
    public static EngineOptions UntilIdle { get; } = new() { Linger = TimeSpan.FromMinutes(2), SurveyEvery = Timeout.InfiniteTimeSpan };

    /// <summary>A child that nobody waits for any more ends by itself.</summary>
    public static TickOptions Bounded { get; } = new() { TimeBudget = TimeSpan.FromMinutes(5) };

    /// <summary>Whatever went wrong goes to standard error; so silence there means that nothing did.</summary>
    public static int Ended(IReadOnlyList<ProvisioningError> errors)
    {
        foreach (var error in errors) Console.Error.WriteLine($"{error.Id} {error.Target}: {error.Message}");
        return errors.Count == 0 ? 0 : 1;
    }

    public void Dispose() => Store.Dispose();
}
