using System.Reflection;
using System.Runtime.Loader;

namespace Provisioning.Help.Cmdlets;

/// <summary>Loads a cmdlet assembly where no PowerShell is: what it references is taken from the files named,
/// or from its own folder.</summary>
public static class CmdletAssembly
{
    /// <summary>Loads the assembly for reading its metadata.</summary>
    /// <param name="path">The cmdlet assembly.</param>
    /// <param name="references">Assemblies it needs, such as the reference library of the engine.</param>
    public static Assembly Load(string path, IEnumerable<string> references)
    {
        var full = Path.GetFullPath(path);
        var files = references.Select(Path.GetFullPath).ToDictionary(r => Path.GetFileNameWithoutExtension(r), StringComparer.OrdinalIgnoreCase);
        var context = new AssemblyLoadContext("cmdlets");
        context.Resolving += (_, name) =>
        {
            var beside = Path.Combine(Path.GetDirectoryName(full)!, name.Name + ".dll");
            return files.TryGetValue(name.Name!, out var file) ? context.LoadFromAssemblyPath(file)
                : File.Exists(beside) ? context.LoadFromAssemblyPath(beside) : null;
        };
        return context.LoadFromAssemblyPath(full);
    }
}
