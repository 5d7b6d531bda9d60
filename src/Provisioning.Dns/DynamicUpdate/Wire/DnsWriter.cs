using System.Buffers.Binary;
using System.Globalization;

namespace Provisioning.Dns.DynamicUpdate;

/// <summary>Writes one message (RFC 1035 §4). Owner names are compressed; names inside a signature never are.</summary>
internal sealed class DnsWriter
{
    private const int LastPointerTarget = 0x3fff;

    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private byte[] _buffer = new byte[512];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void U8(int value) => Take(1)[0] = (byte)value;

    public void U16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), (ushort)value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void U48(long value)
    {
        U16((int)(value >> 32));
        U32((uint)value);
    }

    public void Octets(ReadOnlySpan<byte> octets) => octets.CopyTo(Take(octets.Length));

    /// <summary>Overwrites two octets that are written already: counts and lengths.</summary>
    public void PatchU16(int at, int value) => BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(at), (ushort)value);

    /// <summary>A name, compressed against those written before it.</summary>
    public void Name(DnsName name) => Name(name, compress: true);

    /// <summary>A name label by label.</summary>
    public void NameInFull(DnsName name) => Name(name, compress: false);

    /// <summary>A string of at most 255 octets with its length.</summary>
    public void CharacterString(ReadOnlySpan<byte> octets)
    {
        U8(octets.Length);
        Octets(octets);
    }

    public byte[] ToArray() => Written.ToArray();

    private void Name(DnsName name, bool compress)
    {
        for (var rest = name; !rest.IsRoot; rest = rest.Parent)
        {
            var text = rest.ToString();
            if (compress)
            {
                if (_names.TryGetValue(text, out var at))
                {
                    U16(0xc000 | at);
                    return;
                }
                if (Length <= LastPointerTarget) _names.Add(text, Length);
            }
            Label(rest.FirstLabel);
        }
        U8(0);
    }

    private void Label(string label)
    {
        var lengthAt = Length;
        U8(0);
        for (var i = 0; i < label.Length; i++)
        {
            if (label[i] != '\\')
            {
                U8(label[i]);
                continue;
            }
            U8(int.Parse(label.AsSpan(i + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture));
            i += 3;
        }
        _buffer[lengthAt] = (byte)(Length - lengthAt - 1);
    }

    private Span<byte> Take(int count)
    {
        if (Length + count > Wire.LongestMessage) throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"A message to a name server would be longer than {Wire.LongestMessage} octets.");
        if (Length + count > _buffer.Length) Array.Resize(ref _buffer, Math.Max(Length + count, _buffer.Length * 2));
        var span = _buffer.AsSpan(Length, count);
        Length += count;
        return span;
    }
}
