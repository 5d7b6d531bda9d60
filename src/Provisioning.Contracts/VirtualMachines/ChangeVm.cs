namespace Provisioning;

/// <summary>A change of package or single options, up or down. What is null or empty stays as it is.</summary>
public sealed record ChangeVm
{
    /// <summary>Another package of the same server.</summary>
    public string? Package { get; init; }
    /// <summary>Options to set; an option overrides the package, 0 included.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
    /// <summary>Options to take back, so that the package's value counts again.</summary>
    public IReadOnlyList<string> WithdrawnOptions { get; init; } = [];
}
