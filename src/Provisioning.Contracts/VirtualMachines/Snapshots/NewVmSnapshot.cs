namespace Provisioning;

/// <summary>A snapshot that is asked for.</summary>
public sealed record NewVmSnapshot
{
    /// <summary>Its name: a letter, then letters, digits, <c>-</c> and <c>_</c>, at most 40 in all; null makes one up.</summary>
    public string? Name { get; init; }
    /// <summary>Words for people.</summary>
    public string? Note { get; init; }
    /// <summary>Holds the memory of a running machine too.</summary>
    public bool WithMemory { get; init; }
    /// <summary>Removes the oldest of ours when the quota is reached, instead of refusing.</summary>
    public bool Rotate { get; init; }
}
