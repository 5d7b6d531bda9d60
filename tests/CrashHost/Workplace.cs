using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.CrashHost;

/// <summary>What every child works with: a store that its parent made, on a clock that its parent moves.</summary>
internal sealed class Workplace(string store, string clockFile) : IDisposable
{
    public MovableClock Clock { get; } = new(clockFile);

    public SqliteStateStore Store { get; } = SqliteStateStore.Open(store, new SqliteStoreOptions { Clock = new MovableClock(clockFile), CreateIfMissing = false });

    /// <summary>
    /// Lingers for longer than a lease: one tick stays until everything is done, whoever does it. Surveys are for the day: whoever woke late would
    /// make one of its own right, which could not be told from a write of its stale work.
    /// </summary>
    public static EngineOptions UntilIdle { get; } = new() { Linger = TimeSpan.FromMinutes(2), SurveyEvery = TimeSpan.FromDays(1) };

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
