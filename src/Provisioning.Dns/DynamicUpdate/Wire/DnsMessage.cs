using System.Net;

namespace Provisioning.Dns.DynamicUpdate;

/// <summary>One record of an answer.</summary>
/// <param name="Name">Its owner.</param>
/// <param name="Type">Its type's number.</param>
/// <param name="Ttl">Seconds.</param>
/// <param name="Value">Canonical value, for types that we look at; null for others.</param>
/// <param name="Serial">Serial, for a SOA.</param>
internal readonly record struct WireRecord(DnsName Name, int Type, int Ttl, string? Value, uint Serial);

/// <summary>The signature at the end of a message (RFC 8945 §4.2).</summary>
/// <param name="Start">Where its record begins.</param>
/// <param name="Key">Name of the key.</param>
/// <param name="Algorithm">Name of the algorithm.</param>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Fudge">Seconds that clocks may differ by.</param>
/// <param name="Mac">The signature; empty in answers to what could not be verified.</param>
/// <param name="OriginalId">The id that was signed.</param>
/// <param name="Error">16 BADSIG, 17 BADKEY, 18 BADTIME, 22 BADTRUNC.</param>
/// <param name="Other">With BADTIME the server's time, 6 octets.</param>
internal sealed record TsigRecord(int Start, DnsName Key, DnsName Algorithm, long Time, int Fudge, byte[] Mac, int OriginalId, int Error, byte[] Other)
{
    public const int BadSig = 16;
    public const int BadKey = 17;
    public const int BadTime = 18;
    public const int BadTrunc = 22;
}

/// <summary>An answer, read as far as we look at it: header, answers and signature.</summary>
internal sealed class DnsMessage
{
    private DnsMessage(byte[] bytes, int id, int flags, IReadOnlyList<WireRecord> answers, TsigRecord? tsig)
    {
        Bytes = bytes;
        Id = id;
        Flags = flags;
        Answers = answers;
        Tsig = tsig;
    }

    /// <summary>The message as it came.</summary>
    public byte[] Bytes { get; }

    public int Id { get; }

    private int Flags { get; }

    public bool IsResponse => (Flags & 0x8000) != 0;

    public Opcode Opcode => (Opcode)((Flags >> 11) & 0xf);

    /// <summary>Whether the server answers for the zone itself.</summary>
    public bool IsAuthoritative => (Flags & 0x0400) != 0;

    public bool IsTruncated => (Flags & 0x0200) != 0;

    public Rcode Rcode => (Rcode)(Flags & 0xf);

    public IReadOnlyList<WireRecord> Answers { get; }

    public TsigRecord? Tsig { get; }

    /// <summary>Reads a message.</summary>
    /// <exception cref="ProvisioningException">BadReply: it breaks the rules.</exception>
    public static DnsMessage Read(byte[] bytes)
    {
        var reader = new DnsReader(bytes);
        var (id, flags) = (reader.U16(), reader.U16());
        var (questions, answers, authorities, additional) = (reader.U16(), reader.U16(), reader.U16(), reader.U16());
        for (var i = 0; i < questions; i++)
        {
            reader.Name();
            reader.Take(4);
        }
        var found = new List<WireRecord>(Math.Min(answers, 256));
        for (var i = 0; i < answers; i++) found.Add(Record(ref reader));
        TsigRecord? tsig = null;
        for (var i = 0; i < authorities + additional; i++)
        {
            if (tsig is not null) throw Wire.Malformed("a signature is not at the end");
            tsig = SkipOrTsig(ref reader);
        }
        return new DnsMessage(bytes, id, flags, found, tsig);
    }

    private static WireRecord Record(ref DnsReader reader)
    {
        var name = reader.Name();
        var (type, recordClass, rawTtl, length) = (reader.U16(), reader.U16(), reader.U32(), reader.U16());
        if (type == Wire.Tsig) throw Wire.Malformed("a signature is not at the end");
        var end = reader.Position + length;
        if (length > reader.Left) throw Wire.Malformed("a record ends too early");
        // RFC 2181 §8: a TTL with its highest bit set is 0.
        var ttl = rawTtl > int.MaxValue ? 0 : (int)rawTtl;
        string? value = null;
        uint serial = 0;
        // Octets of a record of another class mean something else.
        if (recordClass is Wire.ClassIn or Wire.ClassChaos) (value, serial) = Data(ref reader, type, length, end);
        if (reader.Position > end) throw Wire.Malformed("a record is longer than it says");
        reader.Position = end;
        return new WireRecord(name, type, ttl, value, serial);
    }

    private static (string? Value, uint Serial) Data(ref DnsReader reader, int type, int length, int end)
    {
        switch (type)
        {
            case (int)RecordType.A:
                return length == 4 ? (new IPAddress(reader.Take(4)).ToString(), 0u) : throw Wire.Malformed("an A record is not 4 octets long");
            case (int)RecordType.AAAA:
                return length == 16 ? (new IPAddress(reader.Take(16)).ToString(), 0u) : throw Wire.Malformed("an AAAA record is not 16 octets long");
            case (int)RecordType.PTR or (int)RecordType.CNAME:
                return (reader.Name().ToString(), 0);
            case (int)RecordType.TXT:
                var octets = new List<byte>(length);
                while (reader.Position < end)
                {
                    var part = reader.U8();
                    if (reader.Position + part > end) throw Wire.Malformed("a text is longer than its record");
                    octets.AddRange(reader.Take(part));
                }
                return (TextValue.FromOctets(octets.ToArray()), 0);
            case Wire.Soa:
                reader.Name();
                reader.Name();
                return (null, reader.U32());
            default:
                return (null, 0);
        }
    }

    private static TsigRecord? SkipOrTsig(ref DnsReader reader)
    {
        var start = reader.Position;
        var name = reader.Name();
        var (type, recordClass, ttl, length) = (reader.U16(), reader.U16(), reader.U32(), reader.U16());
        var end = reader.Position + length;
        if (length > reader.Left) throw Wire.Malformed("a record ends too early");
        if (type == Wire.Tsig && (recordClass != Wire.ClassAny || ttl != 0)) throw Wire.Malformed("a signature is not written as one");
        if (type != Wire.Tsig)
        {
            reader.Position = end;
            return null;
        }
        var tsig = new TsigRecord(start, name, reader.Name(), reader.U48(), reader.U16(), reader.Take(reader.U16()).ToArray(), reader.U16(), reader.U16(), reader.Take(reader.U16()).ToArray());
        return reader.Position == end ? tsig : throw Wire.Malformed("a signature is not as long as it says");
    }
}
