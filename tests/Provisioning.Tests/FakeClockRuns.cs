namespace Provisioning.Tests;

/// <summary>Runs asynchronous work on a clock that stands still: whenever the work waits, the clock moves to the next timer.</summary>
internal static class FakeClockRuns
{
    /// <summary>How many timers a run may need before it counts as endless.</summary>
    private const int MostTimers = 2_000_000;

    public static T Run<T>(this FakeClock clock, Task<T> work)
    {
        Run(clock, (Task)work);
        return work.GetAwaiter().GetResult();
    }

    public static void Run(this FakeClock clock, Task work)
    {
        for (var timers = 0; !work.IsCompleted; timers++)
        {
            Assert.True(timers < MostTimers, "the work goes on for ever");
            Assert.True(clock.AdvanceToNextTimer(), "the work waits for something that is not a timer");
        }
        work.GetAwaiter().GetResult();
    }
}
