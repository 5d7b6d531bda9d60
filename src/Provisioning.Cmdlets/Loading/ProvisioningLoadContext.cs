using System.Reflection;
using System.Runtime.Loader;

namespace Provisioning.Loading;

/// <summary>Where everything behind the contracts lives: its packages meet neither PowerShell's own nor those of other modules.</summary>
/// <param name="main">The composition assembly; the <c>.deps.json</c> beside it says where the rest is, natives included.</param>
internal sealed class ProvisioningLoadContext(string main) : AssemblyLoadContext("Provisioning")
{
    private readonly AssemblyDependencyResolver _resolver = new(main);

    /// <summary>Makes an object of a type in the composition assembly.</summary>
    /// <typeparam name="T">What both sides know it as, a type of the contracts.</typeparam>
    /// <param name="typeName">The full name of a type with a parameterless constructor.</param>
    public T Create<T>(string typeName) =>
        (T)Activator.CreateInstance(LoadFromAssemblyPath(main).GetType(typeName, throwOnError: true)!)!;

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The contracts must be the ones PowerShell loaded: a second copy would be other types by the same names.
        var contracts = typeof(IProvisioningHost).Assembly;
        return assemblyName.Name == contracts.GetName().Name ? contracts
            : _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path)
            : null;
    }

    /// <inheritdoc />
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;
}
