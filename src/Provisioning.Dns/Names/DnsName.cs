using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Provisioning.Dns;

/// <summary>
/// A full domain name in the one form in which names are compared: lower case, punycode, with its final dot. Octets that are no letter, digit
/// or common sign are written <c>\DDD</c>, the dot inside a label among them, so that every dot of the text ends a label.
/// </summary>
public readonly struct DnsName : IEquatable<DnsName>, IComparable<DnsName>
{
    /// <summary>Octets of the longest label (RFC 1035).</summary>
    internal const int LongestLabel = 63;

    /// <summary>Octets of the longest name on the wire, length octets and the root's among them (RFC 1035).</summary>
    internal const int LongestName = 255;

    // Letters of other scripts only; '_' and '/' are checked here and no matter of IDNA.
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    private readonly string? _text;

    private DnsName(string text) => _text = text;

    /// <summary>The root, <c>.</c></summary>
    public static DnsName Root { get; } = new(".");

    /// <summary>Whether this is the root (or the default value, which stands for it).</summary>
    public bool IsRoot => _text is null or ".";

    /// <summary>Whether it lies in the trees of reverse names.</summary>
    public bool IsReverse => _text is not null && (EndsWithLabels("in-addr.arpa.") || EndsWithLabels("ip6.arpa."));

    /// <summary>The name without its first label.</summary>
    public DnsName Parent
    {
        get
        {
            if (IsRoot) return Root;
            var rest = _text.AsSpan(_text!.IndexOf('.', StringComparison.Ordinal) + 1);
            return rest.IsEmpty ? Root : new DnsName(rest.ToString());
        }
    }

    /// <summary>Its labels from the first on, without the root's.</summary>
    public IReadOnlyList<string> Labels => IsRoot ? [] : _text![..^1].Split('.');

    /// <summary>The first label; empty for the root.</summary>
    public string FirstLabel => IsRoot ? "" : _text![.._text!.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>A name as people write it: the final dot may be missing, letters of any script and case are taken.</summary>
    /// <remarks>Allowed are letters, digits, <c>-</c>, <c>_</c>, <c>/</c> (RFC 2317) and <c>*</c> as the whole first label.</remarks>
    /// <exception cref="ProvisioningException">InvalidValue.</exception>
    public static DnsName Parse(string text)
    {
        var trouble = Read(text, out var name);
        return trouble is null ? name : throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"'{Http.Redaction.OneLine(text, 100)}' is no domain name: {trouble}.", Http.Redaction.OneLine(text, 100));
    }

    /// <summary>The same as <see cref="Parse"/>; false instead of an error.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DnsName name)
    {
        name = default;
        return text is not null && Read(text, out name) is null;
    }

    /// <summary>A name as a server writes it (RFC 1035 §5.1): full even without the final dot, any octet, <c>\DDD</c> and <c>\X</c> taken.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryParseWritten(string? text, out DnsName name)
    {
        name = default;
        if (string.IsNullOrEmpty(text)) return false;
        if (text == ".")
        {
            name = Root;
            return true;
        }
        // Almost every name is canonical already, and then its text is kept as it is.
        if (IsCanonical(text))
        {
            name = new DnsName(text);
            return true;
        }
        var builder = new DnsNameBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '.')
            {
                if (!builder.EndLabel()) return false;
                continue;
            }
            if (c > 0x7f) return false;
            if (c != '\\')
            {
                if (!builder.Add((byte)c)) return false;
                continue;
            }
            if (i + 1 >= text.Length) return false;
            if (!char.IsAsciiDigit(text[i + 1]))
            {
                if (text[i + 1] > 0x7f || !builder.Add((byte)text[++i])) return false;
                continue;
            }
            if (i + 3 >= text.Length || !byte.TryParse(text.AsSpan(i + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet) || !builder.Add(octet)) return false;
            i += 3;
        }
        return builder.Finish(out name);
    }

    /// <summary>This name under another: <c>_prov-a</c> + <c>vm1.example.com.</c></summary>
    /// <exception cref="ProvisioningException">InvalidValue: the label can't be, or the name would be too long.</exception>
    public DnsName Prepend(string label) => Parse(IsRoot ? label + "." : $"{label}.{_text}");

    /// <summary>Whether it is the zone's own name or lies below it: compared label by label, so that <c>12.0.192.…</c> is not in <c>2.0.192.…</c></summary>
    public bool IsWithin(DnsName zone) => zone.IsRoot || (_text is not null && EndsWithLabels(zone._text!));

    /// <inheritdoc/>
    public bool Equals(DnsName other) => string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DnsName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public int CompareTo(DnsName other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>The canonical text with its final dot.</summary>
    public override string ToString() => _text ?? ".";

    /// <summary>The text without the final dot, as Cloudflare wants it.</summary>
    public string ToStringWithoutDot() => IsRoot ? "." : _text![..^1];

    /// <summary>Equality of canonical texts.</summary>
    public static bool operator ==(DnsName left, DnsName right) => left.Equals(right);

    /// <summary>Inequality of canonical texts.</summary>
    public static bool operator !=(DnsName left, DnsName right) => !left.Equals(right);

    /// <summary>Ordinal order of canonical texts.</summary>
    public static bool operator <(DnsName left, DnsName right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of canonical texts.</summary>
    public static bool operator >(DnsName left, DnsName right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of canonical texts.</summary>
    public static bool operator <=(DnsName left, DnsName right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of canonical texts.</summary>
    public static bool operator >=(DnsName left, DnsName right) => left.CompareTo(right) >= 0;

    /// <summary>A text that is known to be canonical.</summary>
    internal static DnsName Canonical(string text) => new(text);

    /// <summary>Octets that stand for themselves in a canonical text.</summary>
    internal static bool IsPlain(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' or '/' or '*' or '+' or '=' or ':' or '!' or '#' or '%' or '&' or '?' or '[' or ']' or '^' or '{' or '}' or '|' or '~';

    private bool EndsWithLabels(string suffix) => _text!.EndsWith(suffix, StringComparison.Ordinal)
        && (_text.Length == suffix.Length || _text[^(suffix.Length + 1)] == '.');

    private static bool IsCanonical(string text)
    {
        if (text.Length > LongestName - 1 || text[^1] != '.') return false;
        var label = 0;
        foreach (var c in text)
        {
            if (c == '.')
            {
                if (label == 0) return false;
                label = 0;
                continue;
            }
            if (!IsPlain(c) || ++label > LongestLabel) return false;
        }
        return true;
    }

    /// <returns>What is wrong with it; null when nothing is.</returns>
    private static string? Read(string text, out DnsName name)
    {
        name = default;
        text = text.Trim();
        if (text.Length == 0) return "it is empty";
        if (text == ".")
        {
            name = Root;
            return null;
        }
        if (text.Length > 4 * LongestName) return "it is too long";
        // First lower case, then the mapping: which letters the mapping folds itself differs between systems.
        var lower = text.ToLowerInvariant();
        if (!Ascii.IsValid(lower))
        {
            try
            {
                lower = Idn.GetAscii(lower.Normalize(NormalizationForm.FormC)).ToLowerInvariant();
            }
            catch (ArgumentException)
            {
                return "it holds a letter that no name may hold, or a label or itself is too long";
            }
        }
        if (lower[^1] != '.') lower += ".";
        if (lower.Length > LongestName - 1) return $"it has {lower.Length - 1} characters and {LongestName - 2} are allowed";
        var start = 0;
        for (var i = 0; i < lower.Length; i++)
        {
            var c = lower[i];
            if (c != '.')
            {
                if (c == '*' && (i != 0 || lower[1] != '.')) return "'*' may only be the whole first label";
                if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '_' or '/' or '*')) return $"'{(char.IsControl(c) ? ' ' : c)}' is not allowed";
                continue;
            }
            var length = i - start;
            if (length == 0) return "a label is empty";
            if (length > LongestLabel) return $"a label has {length} characters and {LongestLabel} are allowed";
            if (lower[start] == '-' || lower[i - 1] == '-') return "a label begins or ends with '-'";
            start = i + 1;
        }
        name = new DnsName(lower);
        return null;
    }
}

/// <summary>Puts a canonical name together octet by octet and keeps the limits of RFC 1035.</summary>
internal ref struct DnsNameBuilder
{
    private StringBuilder? _text;
    private int _label;
    private int _octets;

    /// <returns>False when the label or the name gets too long.</returns>
    public bool Add(byte octet)
    {
        if (++_label > DnsName.LongestLabel || ++_octets > DnsName.LongestName) return false;
        var text = _text ??= new StringBuilder(64);
        var c = (char)octet;
        if (c is >= 'A' and <= 'Z') c = (char)(c | 0x20);
        if (DnsName.IsPlain(c)) text.Append(c);
        else text.Append('\\').Append((char)('0' + (octet / 100))).Append((char)('0' + (octet / 10 % 10))).Append((char)('0' + (octet % 10)));
        return true;
    }

    /// <returns>False when the label is empty or the name gets too long.</returns>
    public bool EndLabel()
    {
        if (_label == 0 || ++_octets >= DnsName.LongestName) return false;
        _label = 0;
        _text!.Append('.');
        return true;
    }

    /// <returns>False when the name is too long or empty.</returns>
    public bool Finish(out DnsName name)
    {
        name = default;
        if (_label > 0 && !EndLabel()) return false;
        if (_text is null) return false;
        name = DnsName.Canonical(_text.ToString());
        return true;
    }
}
