using System.Net;
using System.Net.Sockets;

namespace Provisioning.Dns;

/// <summary>One value of a record in the form in which values are compared.</summary>
public static class RecordValue
{
    /// <summary>The canonical form: an address in its shortest text, a name as <see cref="DnsName"/> has it, a text as <see cref="TextValue"/> has it.</summary>
    /// <param name="type">The record's type.</param>
    /// <param name="written">As a server or a person writes it; a TXT with its quotes.</param>
    /// <returns>Null when it can't be a value of that type.</returns>
    public static string? Canonical(RecordType type, string? written)
    {
        if (written is null) return null;
        switch (type)
        {
            case RecordType.A:
                // IPAddress reads '10.1' and '0x7f.1' too, which no server writes and no person means.
                return written.AsSpan().Count('.') == 3 && IPAddress.TryParse(written, out var v4) && v4.AddressFamily == AddressFamily.InterNetwork && v4.ToString() == written ? written : null;
            case RecordType.AAAA:
                return written.AsSpan().IndexOfAny('%', '[') < 0 && IPAddress.TryParse(written, out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6 ? v6.ToString() : null;
            case RecordType.TXT:
                return TextValue.Read(written);
            default:
                return DnsName.TryParseWritten(written, out var name) ? name.ToString() : null;
        }
    }
}
