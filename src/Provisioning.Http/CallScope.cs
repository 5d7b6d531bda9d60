namespace Provisioning.Http;

/// <summary>Where every try of every request is written down.</summary>
public interface ICallLog
{
    /// <summary>Takes one try. Called on the hot path and possibly from many threads: it must be quick and must not throw.</summary>
    void Record(RemoteCall call);
}

/// <summary>On whose behalf requests are made. A view of a client carries one, so that it need not travel through every signature.</summary>
/// <param name="Log">Where the tries are written down.</param>
public sealed record CallScope(ICallLog Log)
{
    /// <summary>A scope that keeps no log and belongs to no service: for probes and tests.</summary>
    public static CallScope None { get; } = new(new NoLog());

    /// <summary>The service the requests are made for; null for those that serve many.</summary>
    public long? ServiceId { get; init; }

    /// <summary>The operation the requests are made for.</summary>
    public long? OperationId { get; init; }

    /// <summary>The step the requests are made for.</summary>
    public string? Step { get; init; }

    /// <summary>Called before each try leaves; throws (LeaseLost) when the worker may not speak for the service any more.</summary>
    public Action? BeforeSend { get; init; }

    private sealed class NoLog : ICallLog
    {
        public void Record(RemoteCall call) { }
    }
}
