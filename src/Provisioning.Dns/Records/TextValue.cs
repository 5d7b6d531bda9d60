using System.Globalization;
using System.Text;

namespace Provisioning.Dns;

/// <summary>
/// The value of a TXT record: all its strings in one, printable ASCII as it is, <c>\</c> doubled and every other octet as <c>\DDD</c>.
/// Where a long text was cut into strings makes no difference to anyone who reads it.
/// </summary>
public static class TextValue
{
    private const int LongestString = 255;

    /// <summary>Reads quoted strings, e.g. <c>"a" "b"</c>; one without quotes is taken as it is.</summary>
    /// <returns>Null when quotes or escapes are broken.</returns>
    public static string? Read(string written)
    {
        var octets = new List<byte>(written.Length);
        var quoted = false;
        for (var i = 0; i < written.Length; i++)
        {
            var c = written[i];
            if (c == '"') quoted = !quoted;
            else if (c == '\\')
            {
                if (!TryEscape(written, ref i, out var octet)) return null;
                octets.Add(octet);
            }
            else if (c is not (' ' or '\t') || quoted) Add(octets, c);
        }
        return quoted ? null : FromOctets(octets.ToArray());
    }

    /// <summary>The canonical text of octets.</summary>
    internal static string FromOctets(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length);
        foreach (var octet in octets)
        {
            if (octet == '\\') text.Append(@"\\");
            else if (octet is >= 0x20 and < 0x7f) text.Append((char)octet);
            else text.Append(CultureInfo.InvariantCulture, $"\\{octet:D3}");
        }
        return text.ToString();
    }

    /// <summary>The octets of a canonical text.</summary>
    internal static byte[] ToOctets(string text)
    {
        var octets = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\') Add(octets, text[i]);
            else if (TryEscape(text, ref i, out var octet)) octets.Add(octet);
            else throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, "A text ends in the middle of an escape.");
        }
        return [.. octets];
    }

    /// <summary>The strings of a canonical text, of at most 255 octets each.</summary>
    internal static IEnumerable<byte[]> Strings(string text)
    {
        var octets = ToOctets(text);
        return octets.Length == 0 ? [[]] : octets.Chunk(LongestString);
    }

    /// <summary>The canonical text in quotes, as zone files and HTTP interfaces write it.</summary>
    internal static string Quote(string text) => string.Join(' ', Strings(text).Select(octets =>
        '"' + FromOctets(octets).Replace("\"", "\\\"", StringComparison.Ordinal) + '"'));

    private static void Add(List<byte> octets, char c)
    {
        if (c < 0x80) octets.Add((byte)c);
        else octets.AddRange(Encoding.UTF8.GetBytes([c]));
    }

    private static bool TryEscape(string text, ref int at, out byte octet)
    {
        octet = 0;
        if (at + 1 >= text.Length) return false;
        if (!char.IsAsciiDigit(text[at + 1]))
        {
            octet = (byte)text[++at];
            return text[at] < 0x80;
        }
        if (at + 3 >= text.Length || !byte.TryParse(text.AsSpan(at + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out octet)) return false;
        at += 3;
        return true;
    }
}
