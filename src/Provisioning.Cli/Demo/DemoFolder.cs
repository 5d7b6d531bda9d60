using System.Security.Cryptography;

namespace Provisioning.Cli;

/// <summary>
/// The temporary folder that a demonstration writes to, and nothing else: a store and a key of its own.
/// It stays, so that the store can be looked at afterwards.
/// </summary>
internal sealed class DemoFolder : IDisposable
{
    /// <summary>The environment variable that holds the key of a store's secrets.</summary>
    public const string KeyVariable = "PROVISIONING_KEY";

    private const int KeyLength = 32;
    private readonly string? _keyBefore = Environment.GetEnvironmentVariable(KeyVariable);

    private DemoFolder(string path)
    {
        Path = path;
        // Without it the store would make a key among the user's own, where nobody would ever clean it up.
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength));
        File.WriteAllText(Key, key);
        Environment.SetEnvironmentVariable(KeyVariable, key);
    }

    /// <summary>The folder; only its owner may look into it.</summary>
    public string Path { get; }

    /// <summary>The store's file.</summary>
    public string Store => System.IO.Path.Combine(Path, "provisioning.db");

    /// <summary>The file with the key, as the variable takes it.</summary>
    public string Key => System.IO.Path.Combine(Path, "key.txt");

    /// <summary>Makes a new one.</summary>
    public static DemoFolder Create() => new(Directory.CreateTempSubdirectory("provisioning-demo-").FullName);

    /// <summary>Gives the process its own key back.</summary>
    public void Dispose() => Environment.SetEnvironmentVariable(KeyVariable, _keyBefore);
}
