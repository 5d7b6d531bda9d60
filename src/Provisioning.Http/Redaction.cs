using System.Text;

namespace Provisioning.Http;

/// <summary>Keeps secrets out of logs and errors.</summary>
public static class Redaction
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Stars = "********";

    private const int LongestValue = 200;
    private const int ShortestSecret = 4;

    private static readonly string[] SecretWords = ["password", "passwd", "passphrase", "secret", "token", "ticket", "credential", "csrf", "authorization", "key"];

    /// <summary>Parameters as <c>name=value&amp;…</c> for a log: secrets starred, public keys and long values shortened; null when there are none.</summary>
    public static string? Parameters(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        if (parameters.Count == 0) return null;
        var text = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (text.Length > 0) text.Append('&');
            text.Append(name).Append('=');
            if (IsPublicKeys(name)) AppendShort(text, value, 24);
            else if (IsSecret(name)) text.Append(Stars);
            else AppendShort(text, value, LongestValue);
        }
        return text.ToString();
    }

    /// <summary>Whether a parameter of that name holds a secret.</summary>
    public static bool IsSecret(string name)
    {
        if (IsPublicKeys(name)) return false;
        foreach (var word in SecretWords)
            if (name.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>A text without the given secrets, neither plain nor percent-encoded. Values too short to be told from words are left.</summary>
    public static string Scrub(string text, IReadOnlyList<string> secrets)
    {
        for (var i = 0; i < secrets.Count; i++)
        {
            var secret = secrets[i];
            if (secret.Length < ShortestSecret) continue;
            text = text.Replace(secret, Stars, StringComparison.Ordinal);
            var escaped = Uri.EscapeDataString(secret);
            if (escaped.Length != secret.Length) text = text.Replace(escaped, Stars, StringComparison.OrdinalIgnoreCase);
        }
        return text;
    }

    /// <summary>A text on one line of bounded length, without control characters: it comes from a stranger and ends up on a terminal.</summary>
    public static string OneLine(string text, int longest = 600)
    {
        var line = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var c in text)
        {
            if (line.Length >= longest)
            {
                line.Append('…');
                break;
            }
            var blank = char.IsWhiteSpace(c) || char.IsControl(c);
            if (!blank) line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }
        return line.ToString().TrimEnd();
    }

    private static bool IsPublicKeys(string name) => name.Equals("sshkeys", StringComparison.OrdinalIgnoreCase);

    private static void AppendShort(StringBuilder text, string value, int longest)
    {
        if (value.Length <= longest) text.Append(value);
        else text.Append(value, 0, longest).Append("… (").Append(value.Length).Append(" characters)");
    }
}
