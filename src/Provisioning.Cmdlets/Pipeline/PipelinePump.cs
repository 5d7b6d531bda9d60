using System.Collections.Concurrent;

namespace Provisioning.Commands;

/// <summary>
/// Runs work beside the pipeline and hands what it writes to the pipeline's thread, in order and as it comes:
/// PowerShell refuses writes from any other thread.
/// </summary>
internal sealed class PipelinePump
{
    /// <summary>How long work may take to end after it was asked to; then it is left to itself, and what it still writes is dropped.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly BlockingCollection<Action> _writes = [];

    /// <summary>The work, which may go on for a while after <see cref="Run"/> left it to itself.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>Leaves a write for the pipeline's thread. After the end of the pipeline it goes nowhere.</summary>
    public void Post(Action write)
    {
        try
        {
            _writes.Add(write);
        }
        catch (InvalidOperationException)
        {
        }
    }

    /// <summary>Runs work until it ends, writing meanwhile. Comes back soon after <paramref name="stop"/>, whatever the work does.</summary>
    /// <param name="work">The work. Its token ends with <paramref name="stop"/> and when the pipeline takes no more writes.</param>
    /// <param name="stop">Ctrl+C.</param>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public void Run(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var linked = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Work = Task.Run(() => work(linked.Token), CancellationToken.None);
        _ = Work.ContinueWith(_ => { _writes.CompleteAdding(); linked.Dispose(); }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (_writes.TryTake(out var write, Timeout.Infinite, stop))
            {
                write();
            }

            Work.GetAwaiter().GetResult();
        }
        catch when (!Work.IsCompleted)
        {
            Abandon(Work, linked);
            throw;
        }
    }

    private static void Abandon(Task task, CancellationTokenSource linked)
    {
        try
        {
            linked.Cancel();
        }
        catch (ObjectDisposedException)
        {
        }

        // Whatever it ends with: the pipeline's own reason for ending is the one to tell.
        Task.WaitAny([task], Grace);
        _ = task.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}
