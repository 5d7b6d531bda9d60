namespace Provisioning.Tests;

public class FakeClockTests
{
    [Fact]
    public void Timers_run_in_the_order_of_their_time_then_of_their_creation()
    {
        var clock = new FakeClock();
        var ran = new List<string>();
        foreach (var (name, seconds) in new[] { ("late", 5), ("first", 1), ("second", 1) })
            clock.CreateTimer(_ => ran.Add(name), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(["first", "second"], ran);
        Assert.True(clock.AdvanceToNextTimer());
        Assert.Equal(["first", "second", "late"], ran);
        Assert.False(clock.AdvanceToNextTimer());
    }

    [Fact]
    public void A_delay_ends_on_the_thread_that_moves_the_clock()
    {
        var clock = new FakeClock();
        var thread = 0;
        async Task Wait()
        {
            await Task.Delay(TimeSpan.FromMinutes(1), clock).ConfigureAwait(false);
            thread = Environment.CurrentManagedThreadId;
        }
        var waiting = Wait();
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(waiting.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(waiting.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void A_periodic_timer_runs_each_time_it_falls_due()
    {
        var clock = new FakeClock();
        var times = new List<double>();
        var start = clock.GetUtcNow();
        using var timer = clock.CreateTimer(_ => times.Add((clock.GetUtcNow() - start).TotalSeconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal([1, 3, 5], times);
    }
}
