namespace Provisioning;

/// <summary>Reads long lists a page at a time, so that memory stays flat and no transaction outlives a page.</summary>
internal static class Pages
{
    private const int Size = 500;

    /// <summary>The first page is short, so that the first objects are there at once.</summary>
    private const int FirstSize = 50;

    public static IEnumerable<T> Stream<T>(Func<long, int, IReadOnlyList<T>> page, Func<T, long> key, CancellationToken cancellation = default)
    {
        long after = 0;
        for (var size = FirstSize; ; size = Size)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = page(after, size);
            foreach (var row in rows) yield return row;
            if (rows.Count < size) yield break;
            after = key(rows[^1]);
        }
    }
}
