using Provisioning.Engine;

namespace Provisioning.Tests.Engine;

/// <summary>
/// The smallest server that can go wrong in every way that matters: things with names, tasks that take time,
/// calls that can be made to fail before or after their effect.
/// </summary>
internal sealed class ToyServer(TimeProvider clock)
{
    private readonly Dictionary<string, (DateTimeOffset End, Action Effect, string? Failure)> _tasks = [];
    private int _lastTask;

    public Dictionary<string, HashSet<string>> Things { get; } = [];
    public List<string> CallLog { get; } = [];
    public TimeSpan TaskLength { get; set; } = TimeSpan.FromMilliseconds(500);
    public int Looks { get; private set; }
    public int MostTasksAtOnce { get; private set; }

    /// <summary>Asked at every call; throwing there is the call failing before it had an effect.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>Asked after the effect; throwing there is the answer getting lost.</summary>
    public Action<string> After { get; set; } = _ => { };

    /// <summary>Asked before each look at tasks; throwing there is the look failing.</summary>
    public Action BeforeLook { get; set; } = () => { };

    /// <summary>A failure for the next tasks started.</summary>
    public Queue<string> TaskFailures { get; } = [];

    public int Running => _tasks.Values.Count(t => t.End > clock.GetUtcNow());

    public T Call<T>(string name, Func<T> effect)
    {
        CallLog.Add(name);
        Before(name);
        var result = effect();
        After(name);
        return result;
    }

    public string StartTask(string name, Action effect) => Call(name, () =>
    {
        var id = $"T{++_lastTask}";
        _tasks[id] = (clock.GetUtcNow() + TaskLength, effect, TaskFailures.TryDequeue(out var failure) ? failure : null);
        MostTasksAtOnce = Math.Max(MostTasksAtOnce, Running);
        return id;
    });

    public IReadOnlyList<TaskEnd> Look(IReadOnlyCollection<string> tasks)
    {
        Looks++;
        BeforeLook();
        var ends = new List<TaskEnd>();
        foreach (var id in tasks)
        {
            if (!_tasks.TryGetValue(id, out var task))
            {
                ends.Add(new TaskEnd(id, TaskOutcome.Unknown, "no such task"));
                continue;
            }
            if (task.End > clock.GetUtcNow()) continue;
            if (task.Failure is null) task.Effect();
            ends.Add(task.Failure is null ? new TaskEnd(id, TaskOutcome.Succeeded, "OK") : new TaskEnd(id, TaskOutcome.Failed, task.Failure));
        }
        return ends;
    }
}
