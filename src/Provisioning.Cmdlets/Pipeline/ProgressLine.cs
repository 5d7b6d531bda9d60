using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>One progress bar, drawn a few times a second at most: a fleet at work has more to tell than a console can show.</summary>
/// <param name="activity">What is going on.</param>
internal sealed class ProgressLine(string activity)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly TimeProvider _time = TimeProvider.System;
    private long? _drawn;

    /// <summary>The record to draw now, or null when one was drawn a moment ago.</summary>
    /// <param name="status">How far it is, in words.</param>
    /// <param name="percent">How far it is, or null when nobody can know.</param>
    /// <param name="detail">What is happening.</param>
    public ProgressRecord? Next(string status, int? percent = null, string? detail = null)
    {
        var now = _time.GetTimestamp();
        if (_drawn is { } last && _time.GetElapsedTime(last, now) < Pause)
            return null;

        _drawn = now;
        return new ProgressRecord(0, activity, status) { PercentComplete = percent ?? -1, CurrentOperation = detail };
    }

    /// <summary>The record that clears the bar.</summary>
    public ProgressRecord Done() => new(0, activity, "Done") { RecordType = ProgressRecordType.Completed };
}
