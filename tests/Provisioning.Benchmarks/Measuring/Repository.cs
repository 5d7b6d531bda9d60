namespace Provisioning.Benchmarks;

/// <summary>The checkout that this was built in.</summary>
internal static class Repository
{
    private static readonly string Root = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Provisioning.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("This was not built in a checkout of the repository.");
    }
}
