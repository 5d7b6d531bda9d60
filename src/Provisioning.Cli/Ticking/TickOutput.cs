using System.Globalization;

namespace Provisioning.Cli;

/// <summary>
/// What a tick prints. A pass ends with a summary; a watch prints each line of the journal as it comes and, as JSON, is a stream of lines.
/// What needs a person goes to the error stream in either form, so that cron writes a mail about that and nothing else.
/// </summary>
internal sealed class TickOutput(Session session, OutputFormat format, bool watch, bool verbose) : IProgress<JournalEntry>
{
    private readonly Lock _writing = new();

    /// <summary>Told of each line of the journal, by many services at once.</summary>
    public void Report(JournalEntry value)
    {
        lock (_writing)
        {
            if (value.Event == JournalEvent.Stopped)
                session.Fail(value.ErrorId ?? ErrorIds.ServiceStopped, $"Service {value.ServiceId}, {value.Operation} stopped at {value.Step}: {value.Message}");
            if (!verbose && value.Event is not (JournalEvent.Completed or JournalEvent.Failed or JournalEvent.Stopped or JournalEvent.Resumed))
                return;
            if (format == OutputFormat.Text && value.Event != JournalEvent.Stopped)
                session.Output.WriteLine($"{value.ServiceId} {value.Operation} {value.Step} {value.Event}: {value.Message}");
            if (format == OutputFormat.Json && watch)
                Json.WriteLine(session.Output, value);
        }
    }

    /// <summary>Prints what would be done.</summary>
    public void Preview(IEnumerable<TickPreview> due)
    {
        if (format == OutputFormat.Json)
        {
            Json.WriteDocument(session.Output, new { due });
            return;
        }

        var count = 0;
        foreach (var service in due)
        {
            count++;
            session.Output.WriteLine(service.Reason is { } reason
                ? $"{service.ServiceId} {service.HostName}: {service.Operation} would be asked for (now {service.LocalStatus}): {reason}"
                : $"{service.ServiceId} {service.HostName}: {service.Operation} would go on with {service.Step} (now {service.LocalStatus})"
                    + (service.Task is null ? "" : $", after a look at task {service.Task}"));
        }

        session.Output.WriteLine($"A tick would begin with {Count(count, "service")}; nothing was touched.");
    }

    /// <summary>Prints what was done.</summary>
    public void End(TickSummary summary)
    {
        if (format == OutputFormat.Json && watch)
            return;
        if (format == OutputFormat.Json)
            Json.WriteDocument(session.Output, Document(summary));
        else
            session.Output.WriteLine(Sentence(summary));
    }

    private static object Document(TickSummary summary) => new
    {
        summary.StartedAt,
        DurationMs = Math.Round(summary.Duration.TotalMilliseconds),
        summary.Services,
        summary.Steps,
        summary.Completed,
        summary.Waiting,
        summary.Failed,
        summary.Stopped,
        summary.RemoteCalls,
        summary.NextDueAt,
        summary.BudgetSpent,
        summary.Errors,
    };

    private static string Sentence(TickSummary summary)
    {
        string[] parts =
        [
            $"{Count(summary.Services, "service")}, {Count(summary.Steps, "step")}, {Count(summary.RemoteCalls, "call")} in {Seconds.Show(summary.Duration)}",
            .. Some(summary.Completed, "completed"),
            .. Some(summary.Waiting, "waiting"),
            .. Some(summary.Failed, "to be retried"),
            .. Some(summary.Stopped, "stopped"),
        ];
        var next = summary.NextDueAt is { } due ? $" Next due at {due.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture)}." : "";
        return $"{string.Join("; ", parts)}.{(summary.BudgetSpent ? " The time budget is spent." : "")}{next}";
    }

    private static string[] Some(int count, string what) => count == 0 ? [] : [$"{count} {what}"];

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
