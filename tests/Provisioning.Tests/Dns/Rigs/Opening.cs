namespace Provisioning.Tests.Dns;

/// <summary>How a provider is opened for a test.</summary>
internal sealed record Opening
{
    /// <summary>The credential; null for the right one.</summary>
    public string? Secret { get; init; }
    /// <summary>Set before each write whose answer is to be lost.</summary>
    public Fuse? LostAnswer { get; init; }
    /// <summary>A port nobody listens on.</summary>
    public bool Nowhere { get; init; }
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    public DnsTtlPolicy TtlPolicy { get; init; }
}

/// <summary>Something that happens once, when it is lit.</summary>
internal sealed class Fuse
{
    private int _lit;
    public void Light() => Volatile.Write(ref _lit, 1);
    public bool Burns() => Interlocked.Exchange(ref _lit, 0) == 1;
}
