namespace Provisioning.Tests.Dns;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class RigFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("prov-dns-").FullName;
    public string this[string file] => System.IO.Path.Combine(Path, file);
    public string Write(string file, string text)
    {
        File.WriteAllText(this[file], text);
        return this[file];
    }
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
