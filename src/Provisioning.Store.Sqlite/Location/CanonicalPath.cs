namespace Provisioning.Store.Sqlite;

/// <summary>Paths with every link on the way followed: two ways to one file must not look like two stores.</summary>
internal static class CanonicalPath
{
    private const int MostLinks = 40;

    public static string Of(string path)
    {
        var links = 0;
        return Follow(Path.GetFullPath(path), ref links);
    }

    private static string Follow(string full, ref int links)
    {
        var seen = Path.GetPathRoot(full)!;
        foreach (var part in full[seen.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(seen, part);
            if (new FileInfo(next).LinkTarget is { } target)
            {
                if (++links > MostLinks)
                    throw new ProvisioningException(ErrorIds.StoreNotWritable, ErrorKind.Invalid, $"{full} leads through links in a circle; name the real place.", full);
                next = Follow(Path.GetFullPath(target, seen), ref links);
            }
            seen = next;
        }
        return seen;
    }
}
