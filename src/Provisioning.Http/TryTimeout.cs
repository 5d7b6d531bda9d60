using System.Collections.Concurrent;

namespace Provisioning.Http;

/// <summary>
/// The time allowed for one try. Sources are used again on the system's clock, where a source that never fired can be reset for sure; one that
/// was cancelled, whether by time or by the caller, serves no second try.
/// </summary>
internal sealed class TryTimeout : IDisposable
{
    private const int MostSpares = 64;

    private readonly ConcurrentQueue<CancellationTokenSource> _spares = new();
    private readonly TimeSpan _limit;
    private readonly TimeProvider _clock;

    /// <summary>A limit on a clock.</summary>
    /// <param name="limit">More than nothing.</param>
    /// <param name="clock">The clock it is measured on.</param>
    public TryTimeout(TimeSpan limit, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        _limit = limit;
        _clock = clock;
    }

    /// <summary>How many sources wait for their next use.</summary>
    internal int Spares => _spares.Count;

    /// <summary>Begins a try, which ends when its time is up, when the caller gives up, or with the disposal of what is returned.</summary>
    public Running Start(CancellationToken caller)
    {
        if (_spares.TryDequeue(out var source)) source.CancelAfter(_limit);
        else source = new CancellationTokenSource(_limit, _clock);
        var link = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
        return new Running(this, source, link);
    }

    /// <summary>Lets go of the sources that wait.</summary>
    public void Dispose()
    {
        while (_spares.TryDequeue(out var source)) source.Dispose();
    }

    private void End(CancellationTokenSource source, CancellationTokenRegistration link)
    {
        // First the link: once it is gone, the caller reaches the source no more, not even from a cancellation on its way.
        link.Dispose();
        if (ReferenceEquals(_clock, TimeProvider.System) && _spares.Count < MostSpares && source.TryReset()) _spares.Enqueue(source);
        else source.Dispose();
    }

    /// <summary>A try under way; disposed of once.</summary>
    public readonly struct Running(TryTimeout owner, CancellationTokenSource source, CancellationTokenRegistration link) : IDisposable
    {
        /// <summary>Cancelled when the time is up or the caller gives up.</summary>
        public CancellationToken Token => source.Token;

        /// <inheritdoc/>
        public void Dispose() => owner.End(source, link);
    }
}
