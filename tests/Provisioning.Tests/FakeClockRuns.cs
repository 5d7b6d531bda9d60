using System.Runtime.ExceptionServices;

namespace Provisioning.Tests;

/// <summary>Runs asynchronous work on a clock that stands still: whenever the work waits, the clock moves to the next timer.</summary>
internal static class FakeClockRuns
{
    /// <summary>How many timers a run may need before it counts as endless.</summary>
    private const int MostTimers = 2_000_000;

    /// <summary>Real time allowed for work that left the thread to come back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Real time in which work that is being cancelled unwinds, as a rule.</summary>
    private static readonly TimeSpan Unwinding = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Continuations run inline, in a fixed order, only where there is stack enough and no synchronization context in the way;
    /// a test runner guarantees neither, so the work gets a thread of its own.
    /// </summary>
    private const int StackBytes = 64 * 1024 * 1024;

    [ThreadStatic]
    private static bool t_own;

    /// <param name="clock">The clock.</param>
    /// <param name="begin">The work.</param>
    /// <param name="dying">
    /// Whether the work's process is dead and only unwinds. That needs no time to pass; but a cancelled Task.Delay goes on from the thread
    /// pool, and a heartbeat in the meantime would carry the clock hours away.
    /// </param>
    public static T Run<T>(this FakeClock clock, Func<Task<T>> begin, Func<bool>? dying = null)
    {
        if (t_own) return Pump(clock, begin, dying);
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            t_own = true;
            try
            {
                result = Pump(clock, begin, dying);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }, StackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <summary>All that a stream yields.</summary>
    public static List<T> All<T>(this FakeClock clock, IAsyncEnumerable<T> stream) => clock.Run(async () =>
    {
        var all = new List<T>();
        await foreach (var item in stream) all.Add(item);
        return all;
    });

    private static T Pump<T>(FakeClock clock, Func<Task<T>> begin, Func<bool>? dying)
    {
        var work = begin();
        for (var timers = 0; !work.IsCompleted; timers++)
        {
            if (timers == MostTimers) throw new InvalidOperationException("the work goes on for ever");
            if (dying?.Invoke() is true && SpinWait.SpinUntil(() => work.IsCompleted, Unwinding)) break;
            if (clock.AdvanceToNextTimer()) continue;
            // A cancelled Task.Delay goes on from the thread pool, whoever cancelled it: the work is on its way there.
            if (!SpinWait.SpinUntil(() => work.IsCompleted || clock.NextTimer is not null, Patience))
                throw new InvalidOperationException("the work waits for something that is not a timer");
        }
        return work.GetAwaiter().GetResult();
    }
}
