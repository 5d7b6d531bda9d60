namespace Provisioning.Cli;

/// <summary>
/// The temporary folder that a demonstration writes to, and nothing else: the store and, beside it, a key of its own.
/// It stays, so that the store can be looked at afterwards.
/// </summary>
internal sealed class DemoFolder : IDisposable
{
    /// <summary>The environment variable that names the store's key file.</summary>
    public const string KeyVariable = "PROVISIONING_KEY_FILE";

    private readonly string? _keyBefore = Environment.GetEnvironmentVariable(KeyVariable);

    private DemoFolder(string path)
    {
        Path = path;
        // The user's own key must neither be used for this nor be made by it.
        Environment.SetEnvironmentVariable(KeyVariable, Key);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The store's file.</summary>
    public string Store => System.IO.Path.Combine(Path, "provisioning.db");

    /// <summary>The key's file.</summary>
    public string Key => System.IO.Path.Combine(Path, "provisioning.key");

    /// <summary>Makes a new one.</summary>
    public static DemoFolder Create() => new(Directory.CreateTempSubdirectory("provisioning-demo-").FullName);

    /// <summary>Gives the process its own key back.</summary>
    public void Dispose() => Environment.SetEnvironmentVariable(KeyVariable, _keyBefore);
}
