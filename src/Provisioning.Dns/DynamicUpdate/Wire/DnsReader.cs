using System.Buffers.Binary;

namespace Provisioning.Dns.DynamicUpdate;

/// <summary>
/// Reads one message from a stranger. Every length is checked, a name's pointers may only lead backwards and a name keeps its 255 octets,
/// so the work is bounded by the message's size.
/// </summary>
internal ref struct DnsReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;

    public int Position { get; set; }

    public readonly int Left => _message.Length - Position;

    public int U8() => Take(1)[0];

    public int U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public long U48() => ((long)U16() << 32) | U32();

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left) throw Wire.Malformed("it ends too early");
        var span = _message.Slice(Position, count);
        Position += count;
        return span;
    }

    /// <summary>A name, wherever its pointers lead.</summary>
    public DnsName Name()
    {
        var builder = new DnsNameBuilder();
        var at = Position;
        // Each pointer must lead before all that was read of this name so far: that makes a loop impossible.
        var limit = at;
        var jumped = false;
        var isRoot = true;
        while (true)
        {
            if (at >= _message.Length) throw Wire.Malformed("a name ends too early");
            var length = _message[at];
            if (length == 0)
            {
                if (!jumped) Position = at + 1;
                if (isRoot) return DnsName.Root;
                return builder.Finish(out var name) ? name : throw Wire.Malformed("a name is too long");
            }
            if ((length & 0xc0) == 0xc0)
            {
                if (at + 1 >= _message.Length) throw Wire.Malformed("a name ends too early");
                var target = ((length & 0x3f) << 8) | _message[at + 1];
                if (!jumped) Position = at + 2;
                jumped = true;
                if (target >= limit) throw Wire.Malformed("a name's pointer does not lead backwards");
                at = limit = target;
                continue;
            }
            if ((length & 0xc0) != 0) throw Wire.Malformed("a label is of no known kind");
            if (at + 1 + length > _message.Length) throw Wire.Malformed("a name ends too early");
            foreach (var octet in _message.Slice(at + 1, length))
                if (!builder.Add(octet)) throw Wire.Malformed("a name is too long");
            if (!builder.EndLabel()) throw Wire.Malformed("a name is too long");
            isRoot = false;
            at += 1 + length;
        }
    }
}
