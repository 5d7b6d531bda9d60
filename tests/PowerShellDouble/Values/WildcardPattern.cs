using System.Text;
using System.Text.RegularExpressions;

namespace System.Management.Automation;

[Flags]
public enum WildcardOptions
{
    None = 0,
    Compiled = 1,
    IgnoreCase = 2,
    CultureInvariant = 4,
}

public sealed class WildcardPattern(string pattern, WildcardOptions options)
{
    private const string Special = "*?[]`";

    private readonly Regex _regex = new(
        Translate(pattern), RegexOptions.Singleline | (options.HasFlag(WildcardOptions.IgnoreCase) ? RegexOptions.IgnoreCase : RegexOptions.None));

    public WildcardPattern(string pattern)
        : this(pattern, WildcardOptions.None)
    {
    }

    public static WildcardPattern Get(string pattern, WildcardOptions options) => new(pattern, options);

    public static bool ContainsWildcardCharacters(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '`')
            {
                i++;
            }
            else if ("*?[]".Contains(pattern[i], StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public static string Escape(string pattern) => string.Concat(pattern.Select(c => Special.Contains(c, StringComparison.Ordinal) ? $"`{c}" : $"{c}"));

    public static string Unescape(string pattern) => Regex.Replace(pattern, "`(.)", "$1");

    public bool IsMatch(string input) => _regex.IsMatch(input);

    private static string Translate(string pattern)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var close = pattern[i] == '[' ? pattern.IndexOf(']', i + 1) : -1;
            switch (pattern[i])
            {
                case '`' when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape($"{pattern[++i]}"));
                    break;
                case '*':
                    regex.Append(".*");
                    break;
                case '?':
                    regex.Append('.');
                    break;
                case '[' when close > i + 1:
                    regex.Append(pattern, i, close - i + 1);
                    i = close;
                    break;
                default:
                    regex.Append(Regex.Escape($"{pattern[i]}"));
                    break;
            }
        }

        return regex.Append('$').ToString();
    }
}
