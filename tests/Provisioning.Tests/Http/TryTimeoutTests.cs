using Provisioning.Http;

namespace Provisioning.Tests.Http;

public sealed class TryTimeoutTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public void A_source_that_never_fired_serves_the_next_try()
    {
        using var timeout = new TryTimeout(Long, TimeProvider.System);
        CancellationToken first;
        using (var running = timeout.Start(default)) first = running.Token;
        Assert.Equal(1, timeout.Spares);
        using var next = timeout.Start(default);
        Assert.Equal(first, next.Token);
        Assert.Equal(0, timeout.Spares);
    }

    [Fact]
    public void Tries_at_the_same_time_share_nothing()
    {
        using var timeout = new TryTimeout(Long, TimeProvider.System);
        using var one = timeout.Start(default);
        using var other = timeout.Start(default);
        Assert.NotEqual(one.Token, other.Token);
    }

    [Fact]
    public void A_source_whose_time_was_up_serves_no_second_try()
    {
        using var timeout = new TryTimeout(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        using (var running = timeout.Start(default)) Assert.True(running.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, timeout.Spares);
    }

    [Fact]
    public void Whoever_gives_up_after_the_end_cancels_nobody_elses_try()
    {
        using var timeout = new TryTimeout(Long, TimeProvider.System);
        using var caller = new CancellationTokenSource();
        using (timeout.Start(caller.Token)) { }
        using var next = timeout.Start(default);
        caller.Cancel();
        Assert.False(next.Token.IsCancellationRequested);
    }

    [Fact]
    public void Whoever_gives_up_cancels_the_try_whose_source_is_spent()
    {
        using var timeout = new TryTimeout(Long, TimeProvider.System);
        using var caller = new CancellationTokenSource();
        using (var running = timeout.Start(caller.Token))
        {
            caller.Cancel();
            Assert.True(running.Token.IsCancellationRequested);
        }
        Assert.Equal(0, timeout.Spares);
    }

    [Fact]
    public void A_try_that_begins_given_up_is_cancelled()
    {
        using var timeout = new TryTimeout(Long, TimeProvider.System);
        using var running = timeout.Start(new CancellationToken(canceled: true));
        Assert.True(running.Token.IsCancellationRequested);
    }

    [Fact]
    public void Each_try_has_its_full_time_and_leaves_no_timer()
    {
        var clock = new FakeClock();
        using var timeout = new TryTimeout(TimeSpan.FromSeconds(60), clock);
        using (timeout.Start(default)) clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, clock.ArmedTimers);
        using var next = timeout.Start(default);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(next.Token.IsCancellationRequested);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(next.Token.IsCancellationRequested);
    }

    /// <summary>The caller gives up in the very moment the try ends, over and over: the source serves on whole, or is spent.</summary>
    [Fact]
    public async Task A_cancellation_that_races_the_end_never_reaches_the_next_try()
    {
        using var timeout = new TryTimeout(Long, TimeProvider.System);
        for (var i = 0; i < 2_000; i++)
        {
            using var caller = new CancellationTokenSource();
            var running = timeout.Start(caller.Token);
            var givingUp = Task.Run(caller.Cancel);
            running.Dispose();
            using var next = timeout.Start(default);
            await givingUp;
            Assert.False(next.Token.IsCancellationRequested);
        }
    }
}
