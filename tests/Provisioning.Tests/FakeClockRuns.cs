namespace Provisioning.Tests;

/// <summary>Runs asynchronous work on a clock that stands still: whenever the work waits, the clock moves to the next timer.</summary>
internal static class FakeClockRuns
{
    /// <summary>How many timers a run may need before it counts as endless.</summary>
    private const int MostTimers = 2_000_000;

    public static T Run<T>(this FakeClock clock, Func<Task<T>> begin)
    {
        // Continuations run inline, on this thread and in a fixed order, only where no synchronization context is in the way; xunit sets one.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var work = begin();
            for (var timers = 0; !work.IsCompleted; timers++)
            {
                Assert.True(timers < MostTimers, "the work goes on for ever");
                Assert.True(clock.AdvanceToNextTimer(), "the work waits for something that is not a timer");
            }
            return work.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
