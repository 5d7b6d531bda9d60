using System.Collections.ObjectModel;

namespace System.Management.Automation;

public sealed class SessionState
{
    public PathIntrinsics Path { get; } = new();

    public PSVariableIntrinsics PSVariable { get; } = new();
}

public class EngineIntrinsics
{
    internal EngineIntrinsics(SessionState state) => SessionState = state;

    public SessionState SessionState { get; }
}

public sealed class PSVariableIntrinsics
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);

    internal PSVariableIntrinsics()
    {
    }

    public object? GetValue(string name) => GetValue(name, null);

    public object? GetValue(string name, object? defaultValue) => _values.TryGetValue(name, out var value) ? value : defaultValue;

    public void Set(string name, object? value) => _values[name] = value;
}

/// <summary>Paths of one file system; a session has its own location, which is not the process's.</summary>
public sealed class PathIntrinsics
{
    internal PathIntrinsics()
    {
    }

    public PathInfo CurrentLocation => CurrentFileSystemLocation;

    public PathInfo CurrentFileSystemLocation { get; internal set; } = new(Environment.CurrentDirectory);

    public PathInfo CurrentProviderLocation(string providerName) => CurrentFileSystemLocation;

    public string GetUnresolvedProviderPathFromPSPath(string path) =>
        path is "~" || path.StartsWith("~/", StringComparison.Ordinal)
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..]
            : IO.Path.GetFullPath(path, CurrentFileSystemLocation.Path);

    public Collection<string> GetResolvedProviderPathFromPSPath(string path, out ProviderInfo provider)
    {
        provider = new("FileSystem");
        var full = GetUnresolvedProviderPathFromPSPath(path);
        return IO.Path.Exists(full) ? [full] : throw new ItemNotFoundException($"Cannot find path '{full}' because it does not exist.");
    }
}

public sealed class PathInfo
{
    internal PathInfo(string path) => Path = path;

    public string Path { get; }

    public string ProviderPath => Path;

    public override string ToString() => Path;
}

public class ProviderInfo
{
    internal ProviderInfo(string name) => Name = name;

    public string Name { get; }

    public override string ToString() => Name;
}
