using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Finds out what became of a request whose answer was lost, where the machine itself does not show it: before the request its tasks are
/// written down, and the one that came since is ours. No clock is compared, for the server's may be another.
/// </summary>
internal static class TaskTrail
{
    private const char Mark = ' ';

    /// <summary>What to announce: the tasks of a type that the machine has had so far.</summary>
    public static async Task<string> BeforeAsync(VmPass pass, string type, CancellationToken cancellation) =>
        string.Join(Mark, (await pass.Api.ListTasksAsync(pass.Vm, type, cancellation).ConfigureAwait(false)).Select(task => task.Upid.ToString()));

    /// <summary>The task that came of an announced request; null when there is none.</summary>
    public static async Task<TaskResult?> SinceAsync(VmPass pass, string type, Intent asked, CancellationToken cancellation)
    {
        var before = (asked.Payload ?? "").Split(Mark).ToHashSet(StringComparer.Ordinal);
        return (await pass.Api.ListTasksAsync(pass.Vm, type, cancellation).ConfigureAwait(false)).FirstOrDefault(task => !before.Contains(task.Upid.ToString()));
    }
}
