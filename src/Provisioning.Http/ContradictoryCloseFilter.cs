using System.Runtime.CompilerServices;
using System.Text;

namespace Provisioning.Http;

/// <summary>
/// Lets a connection live whose server says <c>Connection: close</c> and <c>Connection: Keep-Alive</c> in one successful answer and then keeps it
/// open: the daemon behind the web server says the one, the web server itself the other. Taken at its word, every privileged call of Proxmox VE
/// costs a new TLS connection (64 calls a second instead of some 250). Should the connection be closed after all, the pool sees that before reuse.
/// </summary>
internal sealed class ContradictoryCloseFilter(Stream inner) : Stream
{
    private static ReadOnlySpan<byte> CloseLine => "\r\nConnection: close\r\n"u8;
    private static ReadOnlySpan<byte> KeepAliveLine => "\r\nConnection: keep-alive\r\n"u8;
    // As long as the header's name, so that the bytes are changed in place.
    private static ReadOnlySpan<byte> OtherName => "X-Unwanted"u8;

    private bool _awaitsHead;

    public override bool CanRead => inner.CanRead;
    public override bool CanSeek => false;
    public override bool CanWrite => inner.CanWrite;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0 && _awaitsHead) EditHead(buffer.Span[..read]);
        return read;
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        if (read > 0 && _awaitsHead) EditHead(buffer[..read]);
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _awaitsHead = true;
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _awaitsHead = true;
        inner.Write(buffer);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    public override void Flush() => inner.Flush();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Takes the close out of a head that also says keep-alive. A head that came in pieces is left alone: that costs a connection and no more.</summary>
    private void EditHead(Span<byte> bytes)
    {
        _awaitsHead = false;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0 || !bytes.StartsWith("HTTP/1.1 2"u8)) return;
        var head = bytes[..(end + 2)];
        var close = IndexOf(head, CloseLine);
        if (close >= 0 && IndexOf(head, KeepAliveLine) >= 0) OtherName.CopyTo(head[(close + 2)..]);
    }

    private static int IndexOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> line)
    {
        for (var at = 0; at + line.Length <= head.Length; at++)
        {
            var next = head[at..].IndexOf((byte)'\r');
            if (next < 0) return -1;
            at += next;
            if (at + line.Length <= head.Length && Ascii.EqualsIgnoreCase(head.Slice(at, line.Length), line)) return at;
        }
        return -1;
    }
}
