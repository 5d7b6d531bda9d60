namespace Provisioning.Engine;

/// <summary>When to look at a running task again.</summary>
internal static class Looks
{
    /// <summary>After a fraction of the task's age, on a multiple of the grain, so that looks at many tasks fall together. Rounded down: a look comes a little late itself, and rounded up the next would skip a multiple.</summary>
    public static DateTimeOffset Next(DateTimeOffset since, DateTimeOffset now, EngineOptions options)
    {
        var wait = TimeSpan.FromTicks(Math.Clamp((long)((now - since).Ticks * options.LookFraction), options.LookGrain.Ticks, options.LongestLook.Ticks));
        var grain = options.LookGrain.Ticks;
        return new DateTimeOffset((now + wait).UtcTicks / grain * grain, TimeSpan.Zero);
    }
}
