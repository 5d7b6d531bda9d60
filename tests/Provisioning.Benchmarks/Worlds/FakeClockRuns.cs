using Provisioning.Tests;

namespace Provisioning.Benchmarks;

internal static class FakeClockRuns
{
    /// <summary>Enough for a crowd's continuations inside one another; short of stack they would go to other threads, and the clock on without them.</summary>
    private const int StackBytes = 512 * 1024 * 1024;

    /// <summary>Runs work on a clock that stands still: whenever the work waits, the clock moves to the next timer.</summary>
    public static T Run<T>(this FakeClock clock, Func<Task<T>> begin)
    {
        Task<T>? work = null;
        var thread = new Thread(() =>
        {
            work = begin();
            while (!work.IsCompleted && clock.AdvanceToNextTimer()) { }
        }, StackBytes);
        thread.Start();
        thread.Join();
        return work!.IsCompleted ? work.GetAwaiter().GetResult() : throw new InvalidOperationException("The work waits for something that is no timer.");
    }
}
