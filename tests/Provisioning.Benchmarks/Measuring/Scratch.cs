using System.Security.Cryptography;

namespace Provisioning.Benchmarks;

/// <summary>The folder for everything written on the way, and a key for the stores in it; both go with the run.</summary>
internal sealed class Scratch : IDisposable
{
    private static string? s_folder;
    private static int s_last;

    public static Scratch Create()
    {
        s_folder = Directory.CreateTempSubdirectory("provisioning-benchmarks-").FullName;
        // Without it the stores would make a key among the user's own. Child processes inherit it.
        Environment.SetEnvironmentVariable("PROVISIONING_KEY", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return new Scratch();
    }

    /// <summary>A path that nothing else uses.</summary>
    public static string NewPath(string extension) => Path.Combine(s_folder!, $"{Interlocked.Increment(ref s_last)}{extension}");

    public void Dispose() => Directory.Delete(s_folder!, recursive: true);
}
