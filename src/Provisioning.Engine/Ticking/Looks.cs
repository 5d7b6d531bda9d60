namespace Provisioning.Engine;

/// <summary>When to look at a running task again.</summary>
internal static class Looks
{
    /// <summary>After a fraction of the task's age, on the next multiple of the grain, so that looks at many tasks fall together.</summary>
    public static DateTimeOffset Next(DateTimeOffset since, DateTimeOffset now, EngineOptions options)
    {
        var wait = TimeSpan.FromTicks(Math.Clamp((long)((now - since).Ticks * options.LookFraction), options.LookGrain.Ticks, options.LongestLook.Ticks));
        var at = (now + wait).UtcTicks;
        var grain = options.LookGrain.Ticks;
        return new DateTimeOffset((at + grain - 1) / grain * grain, TimeSpan.Zero);
    }
}
