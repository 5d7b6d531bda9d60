using System.Text.RegularExpressions;

namespace Provisioning.Proxmox.Client;

/// <summary>A snapshot of a machine.</summary>
public sealed partial record VmSnapshot
{
    /// <summary>The name under which the server lists the present state.</summary>
    internal const string Present = "current";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>The snapshot it was taken after; null for the first one.</summary>
    public string? Parent { get; init; }
    /// <summary>Words for people.</summary>
    public string? Description { get; init; }
    /// <summary>When it was taken.</summary>
    public DateTimeOffset? TakenAt { get; init; }
    /// <summary>Whether it holds the memory too.</summary>
    public bool WithMemory { get; init; }

    internal static VmSnapshot From(JsonObject data) => new()
    {
        Name = data.RequiredText("name"),
        Parent = data.Text("parent"),
        Description = data.Text("description"),
        TakenAt = data.Integer("snaptime") is > 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        WithMemory = data.Flag("vmstate"),
    };

    /// <summary>
    /// Whether a name can be a snapshot's: the schema's <c>pve-configid</c> of at most 40 characters, and not one of the two that the server
    /// keeps for itself.
    /// </summary>
    internal static bool IsName(string name) => name.Length <= 40 && ConfigId().IsMatch(name) && name is not (Present or "pending");

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ConfigId();
}
