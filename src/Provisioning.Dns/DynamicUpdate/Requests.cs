using System.Net;
using System.Security.Cryptography;

namespace Provisioning.Dns.DynamicUpdate;

/// <summary>Makes questions.</summary>
internal static class Requests
{
    /// <summary>A question of one name and type, not to be passed on to other servers.</summary>
    public static byte[] Query(int id, DnsName name, int type, int recordClass = Wire.ClassIn)
    {
        var writer = new DnsWriter();
        Header(writer, id, Opcode.Query);
        writer.PatchU16(4, 1);
        writer.NameInFull(name);
        writer.U16(type);
        writer.U16(recordClass);
        return writer.ToArray();
    }

    /// <summary>Ids that can't be foreseen.</summary>
    public static int NewId() => RandomNumberGenerator.GetInt32(0x10000);

    internal static void Header(DnsWriter writer, int id, Opcode opcode)
    {
        writer.U16(id);
        writer.U16((int)opcode << 11);
        for (var i = 0; i < 4; i++) writer.U16(0);
    }
}

/// <summary>Puts an update together (RFC 2136 §2): what must be so first, then what is done.</summary>
internal sealed class UpdateMessage
{
    private readonly DnsName _zone;
    private readonly List<Action<DnsWriter>> _demands = [];
    private readonly List<Action<DnsWriter>> _doings = [];

    public UpdateMessage(DnsName zone) => _zone = zone;

    /// <summary>An upper bound of the message's length so far, without its signature.</summary>
    public int Size { get; private set; } = Wire.HeaderLength + 260;

    /// <summary>Demands that a record set holds exactly these values.</summary>
    public void DemandValues(RecordKey key, IReadOnlyList<string> values)
    {
        if (values.Count == 0) DemandNone(key);
        foreach (var value in values) Demand(key, value, Wire.ClassIn);
    }

    /// <summary>Demands that there is no such record set.</summary>
    public void DemandNone(RecordKey key) => Demand(key, null, Wire.ClassNone);

    /// <summary>Demands that nothing at all is at a name.</summary>
    public void DemandUnusedName(DnsName name)
    {
        Size += name.ToString().Length + 12;
        _demands.Add(writer => Record(writer, name, Wire.AnyType, Wire.ClassNone, 0, null));
    }

    /// <summary>Adds a record.</summary>
    public void Add(RecordKey key, int ttl, string value) => Do(key, ttl, value, Wire.ClassIn);

    /// <summary>Deletes a record set.</summary>
    public void Delete(RecordKey key) => Do(key, 0, null, Wire.ClassAny);

    /// <summary>The message.</summary>
    public byte[] ToArray(int id)
    {
        var writer = new DnsWriter();
        Requests.Header(writer, id, Opcode.Update);
        writer.PatchU16(4, 1);
        writer.PatchU16(6, _demands.Count);
        writer.PatchU16(8, _doings.Count);
        writer.Name(_zone);
        writer.U16(Wire.Soa);
        writer.U16(Wire.ClassIn);
        foreach (var write in _demands) write(writer);
        foreach (var write in _doings) write(writer);
        return writer.ToArray();
    }

    private void Demand(RecordKey key, string? value, int recordClass)
    {
        Size += SizeOf(key, value);
        _demands.Add(writer => Record(writer, key.Name, (int)key.Type, recordClass, 0, value, key.Type));
    }

    private void Do(RecordKey key, int ttl, string? value, int recordClass)
    {
        Size += SizeOf(key, value);
        _doings.Add(writer => Record(writer, key.Name, (int)key.Type, recordClass, ttl, value, key.Type));
    }

    private static int SizeOf(RecordKey key, string? value) => key.Name.ToString().Length + 12 + (value?.Length ?? 0) + 18;

    private static void Record(DnsWriter writer, DnsName name, int type, int recordClass, int ttl, string? value, RecordType valueType = default)
    {
        writer.Name(name);
        writer.U16(type);
        writer.U16(recordClass);
        writer.U32((uint)ttl);
        var lengthAt = writer.Length;
        writer.U16(0);
        if (value is not null) Data(writer, valueType, value);
        writer.PatchU16(lengthAt, writer.Length - lengthAt - 2);
    }

    private static void Data(DnsWriter writer, RecordType type, string value)
    {
        switch (type)
        {
            case RecordType.A or RecordType.AAAA:
                writer.Octets(IPAddress.Parse(value).GetAddressBytes());
                break;
            case RecordType.TXT:
                foreach (var part in TextValue.Strings(value)) writer.CharacterString(part);
                break;
            default:
                // In full: not every server unpacks names inside the data of an update.
                writer.NameInFull(DnsName.TryParseWritten(value, out var name) ? name : throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"'{value}' is no domain name.", value));
                break;
        }
    }
}
