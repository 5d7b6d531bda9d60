using System.Text.RegularExpressions;

namespace Provisioning;

/// <summary>Name patterns with <c>*</c> and <c>?</c>; case does not count.</summary>
internal sealed class Wildcard
{
    private readonly Regex? _pattern;

    public Wildcard(string? pattern)
    {
        if (!string.IsNullOrEmpty(pattern) && pattern != "*")
            _pattern = new Regex("^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
    }

    public bool Matches(string text) => _pattern is null || _pattern.IsMatch(text);
}
