using System.Runtime.CompilerServices;

namespace Provisioning.Proxmox;

/// <summary>Runs work on many things a few at a time, and hands out the answers in the order of the things, each as soon as its turn has come.</summary>
internal static class InOrder
{
    public static async IAsyncEnumerable<TOut> RunAsync<TIn, TOut>(IEnumerable<TIn> things, int parallel, Func<TIn, Task<TOut>> work, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var running = new Queue<Task<TOut>>();
        foreach (var thing in things)
        {
            cancellation.ThrowIfCancellationRequested();
            if (running.Count == parallel) yield return await running.Dequeue().ConfigureAwait(false);
            running.Enqueue(work(thing));
        }
        while (running.TryDequeue(out var next)) yield return await next.ConfigureAwait(false);
    }
}
