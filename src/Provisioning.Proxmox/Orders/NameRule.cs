using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Makes up host names from a pattern such as <c>vm{client_id}-{random_letter_4}</c>.</summary>
internal static partial class NameRule
{
    public const string Default = "{client_id}-{service_id}";
    private const int MaxRandom = 32;
    private const string Macros =
        "{client_id}, {service_id}, {random_digit_X}, {random_letter_X} (X from 1 to 32), {unixtime}, {year}, {month}, {day}, {hour}, {minute}, {second}";

    /// <summary>Refuses a pattern that names an unknown macro or could make up what is no host name.</summary>
    /// <exception cref="ProvisioningException">UnknownMacro, InvalidValue.</exception>
    public static void Check(string rule, string? target = null)
    {
        // Numbers as long as they will get in practice show whether the longest name still fits.
        var longest = Expand(rule, new NameSeed(9_999_999_999, 9_999_999_999, DateTimeOffset.UnixEpoch.AddYears(100)), _ => 0, target);
        if (!Words.IsHostName(longest))
            throw Refuse.Invalid($"Name rule '{rule}' makes up '{longest}', which is no host name; allowed: {Words.HostNameRule}.", target);
    }

    /// <summary>Makes up a name; times are UTC.</summary>
    /// <exception cref="ProvisioningException">UnknownMacro.</exception>
    public static string Expand(string rule, NameSeed seed, Draw draw, string? target = null)
    {
        var now = seed.Now.ToUniversalTime();
        var name = Macro().Replace(rule, match => Value(match.Groups[1].Value));
        return name.AsSpan().IndexOfAny('{', '}') < 0 ? name : throw Unknown(name);

        string Value(string macro)
        {
            if (Random().Match(macro) is { Success: true } random
                && int.TryParse(random.Groups[2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MaxRandom)
                return Characters(random.Groups[1].Value == "digit" ? "0123456789" : "abcdefghijklmnopqrstuvwxyz", count, draw);
            return macro switch
            {
                "client_id" => seed.ClientId.ToString(CultureInfo.InvariantCulture),
                "service_id" => seed.ServiceId.ToString(CultureInfo.InvariantCulture),
                "unixtime" => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                "year" => now.ToString("yyyy", CultureInfo.InvariantCulture),
                "month" => now.ToString("MM", CultureInfo.InvariantCulture),
                "day" => now.ToString("dd", CultureInfo.InvariantCulture),
                "hour" => now.ToString("HH", CultureInfo.InvariantCulture),
                "minute" => now.ToString("mm", CultureInfo.InvariantCulture),
                "second" => now.ToString("ss", CultureInfo.InvariantCulture),
                _ => throw Unknown("{" + macro + "}"),
            };
        }

        ProvisioningException Unknown(string found) => new(ErrorIds.UnknownMacro, ErrorKind.Invalid,
            $"Name rule '{rule}' holds '{found}', which is no macro; allowed: {Macros}.", target);
    }

    private static string Characters(string alphabet, int count, Draw draw)
    {
        var text = new StringBuilder(count);
        for (var i = 0; i < count; i++) text.Append(alphabet[draw(alphabet.Length)]);
        return text.ToString();
    }

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Macro();

    [GeneratedRegex(@"\Arandom_(digit|letter)_([0-9]{1,2})\z")]
    private static partial Regex Random();
}
