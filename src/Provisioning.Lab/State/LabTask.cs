using System.Globalization;

namespace Provisioning.Lab;

/// <summary>A worker task with its log.</summary>
internal sealed class WorkerTask
{
    public required string Upid { get; init; }
    public required string Node { get; init; }
    public required string Type { get; init; }
    public required string Id { get; init; }
    public required string User { get; init; }
    public string? TokenId { get; init; }
    public required int Pid { get; init; }
    public required long ProcessStart { get; init; }
    public required long StartTime { get; init; }
    public long? EndTime { get; private set; }
    public string? ExitStatus { get; private set; }
    public List<string> Log { get; } = [];
    public Process? Process { get; set; }

    /// <summary>What a fault has in store for this task.</summary>
    public LabEffect? Fate { get; init; }

    public bool IsRunning => ExitStatus is null;

    public string Owner => TokenId is null ? User : $"{User}!{TokenId}";

    /// <summary>The last wait before the work takes effect; a task that a fault wants to fail fails here.</summary>
    public IEnumerable<Step> Finish(TimeSpan duration)
    {
        yield return Step.Pause(duration + TimeSpan.FromSeconds(Fate?.TaskExtraSeconds ?? 0));
        if (Fate?.TaskError is { } text) throw ApiError.Failure(text);
    }

    public void End(Exception? failure, long now)
    {
        if (failure is null && Fate?.TaskWarning is { } warning)
        {
            Log.Add($"WARN: {warning}");
            ExitStatus = "WARNINGS: 1";
            Log.Add("TASK WARNINGS: 1");
        }
        else if (failure is null)
        {
            ExitStatus = "OK";
            Log.Add("TASK OK");
        }
        else
        {
            ExitStatus = failure.Message.TrimEnd('\n').Replace('\n', ' ');
            Log.Add($"TASK ERROR: {ExitStatus}");
        }
        EndTime = now;
    }

    public static string MakeUpid(string node, int pid, long processStart, long startTime, string type, string id, string owner) =>
        string.Create(CultureInfo.InvariantCulture, $"UPID:{node}:{pid:X8}:{processStart:X8}:{startTime:X8}:{type}:{id}:{owner}:");
}

/// <summary>A task as tests and the control endpoint see it.</summary>
/// <param name="Upid">Its identifier.</param>
/// <param name="Type">Its type, such as <c>qmclone</c>.</param>
/// <param name="Id">What it works on, often a VMID.</param>
/// <param name="Node">The node it runs on.</param>
/// <param name="ExitStatus">How it ended; null while it runs.</param>
/// <param name="Log">Its log.</param>
public sealed record LabTask(string Upid, string Type, string Id, string Node, string? ExitStatus, IReadOnlyList<string> Log);
