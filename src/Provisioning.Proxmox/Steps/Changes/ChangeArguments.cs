namespace Provisioning.Proxmox;

/// <summary>What a machine is to become.</summary>
internal sealed record ChangeArguments
{
    /// <summary>Another package; null keeps the present one.</summary>
    public string? Package { get; init; }
    /// <summary>Options to set, checked and under their plain names.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
    /// <summary>Options to take back, so that the package's value counts again.</summary>
    public IReadOnlyList<string> Withdrawn { get; init; } = [];

    /// <summary>The service's options afterwards.</summary>
    public IReadOnlyDictionary<string, string> Applied(IReadOnlyDictionary<string, string> options)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in options)
            if (!Withdrawn.Contains(name)) all[name] = value;
        foreach (var (name, value) in Options) all[name] = value;
        return all;
    }
}
