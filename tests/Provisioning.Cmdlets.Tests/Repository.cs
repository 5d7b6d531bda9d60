using System.Reflection;

namespace Provisioning.Cmdlets.Tests;

/// <summary>Where things lie in the checkout under test.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string ReferenceLibrary { get; } = Metadata("ReferenceLibrary");

    public static string Module { get; } = Path.Combine(Root, "out", "Provisioning");

    public static string HelpPages { get; } = Path.Combine(Root, "docs", "cmdlets", "en-US");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
