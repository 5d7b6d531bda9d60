namespace Provisioning.Engine;

/// <summary>Tells in the journal which requests a client sent again by itself, and why.</summary>
internal static class Repetitions
{
    /// <summary>One line for each request after the first try.</summary>
    /// <param name="calls">The tries in the order in which they were made.</param>
    /// <param name="line">Makes a line of a message.</param>
    public static IEnumerable<JournalEntry> Lines(IReadOnlyList<RemoteCall> calls, Func<string, JournalEntry> line)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            var again = calls[i];
            if (again.Attempt <= 1) continue;
            var before = calls.Take(i).LastOrDefault(call => call.Method == again.Method && call.Path == again.Path && call.Attempt < again.Attempt);
            var why = before?.Error ?? (before?.Status is { } status ? $"status {status}" : "no answer");
            yield return line($"{again.Method} {again.Path} sent again to {again.Endpoint ?? again.Server} (try {again.Attempt}): {why}") with { At = again.At, Step = again.Step };
        }
    }
}
