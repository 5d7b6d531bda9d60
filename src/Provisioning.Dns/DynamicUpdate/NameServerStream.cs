using System.Net.Sockets;

namespace Provisioning.Dns.DynamicUpdate;

/// <summary>Opens a stream to a name server.</summary>
internal delegate ValueTask<Stream> Dial(string host, int port, CancellationToken cancellation);

/// <summary>One TCP connection: messages with their length in front (RFC 1035 §4.2.2).</summary>
internal sealed class NameServerStream(Stream stream) : IAsyncDisposable
{
    private readonly byte[] _length = new byte[2];

    /// <summary>A real socket.</summary>
    public static async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends messages in one piece.</summary>
    public ValueTask SendAsync(IReadOnlyList<byte[]> messages, CancellationToken cancellation)
    {
        var bytes = new byte[messages.Sum(message => message.Length + 2)];
        var at = 0;
        foreach (var message in messages)
        {
            bytes[at++] = (byte)(message.Length >> 8);
            bytes[at++] = (byte)message.Length;
            message.CopyTo(bytes, at);
            at += message.Length;
        }
        return stream.WriteAsync(bytes, cancellation);
    }

    /// <summary>The next message.</summary>
    /// <exception cref="IOException">The connection ended.</exception>
    public async ValueTask<byte[]> ReceiveAsync(CancellationToken cancellation)
    {
        await stream.ReadExactlyAsync(_length, cancellation).ConfigureAwait(false);
        var message = new byte[(_length[0] << 8) | _length[1]];
        await stream.ReadExactlyAsync(message, cancellation).ConfigureAwait(false);
        return message;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
