namespace Provisioning.Http;

/// <summary>An answer larger than the limit; never leaves this room.</summary>
internal sealed class ReplyTooLargeException : Exception;

/// <summary>Reads a body whole, but never more of it than allowed.</summary>
internal static class ReplyReader
{
    private const int FirstBuffer = 4096;

    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, int limit, CancellationToken cancellation)
    {
        var announced = content.Headers.ContentLength;
        if (announced > limit) throw new ReplyTooLargeException();
        if (announced == 0) return default;
        var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);

        // One byte more than announced, so that the end is seen without growing the buffer.
        var buffer = new byte[announced is { } length ? (int)length + 1 : FirstBuffer];
        for (var filled = 0; ;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false);
            if (read == 0) return buffer.AsMemory(0, filled);
            filled += read;
            if (filled > limit) throw new ReplyTooLargeException();
            if (filled == buffer.Length) Array.Resize(ref buffer, (int)Math.Min((long)limit + 1, buffer.Length * 2L));
        }
    }
}
