using System.Collections.Concurrent;
using Provisioning.Engine;

namespace Provisioning;

/// <summary>Writes down requests that serve many services. A store that is busy now gets them with the next one: logging must not fail a look.</summary>
internal sealed class SharedCalls(IStateStore store)
{
    /// <summary>Beyond this the oldest are given up: a store that takes nothing for so long has said so elsewhere.</summary>
    private const int MostKept = 1000;

    private readonly ConcurrentQueue<RemoteCall> _kept = new();

    public void Record(RemoteCall call)
    {
        _kept.Enqueue(call);
        while (_kept.Count > MostKept) _kept.TryDequeue(out _);
        var calls = new List<RemoteCall>();
        while (_kept.TryDequeue(out var next)) calls.Add(next);
        try
        {
            store.Write(Durability.Normal, w => w.AddCalls(calls));
        }
        catch (ProvisioningException)
        {
            foreach (var unwritten in calls) _kept.Enqueue(unwritten);
        }
    }
}
