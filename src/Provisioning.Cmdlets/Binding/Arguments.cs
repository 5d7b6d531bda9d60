using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>What PowerShell hands to an argument transformation, unwrapped.</summary>
internal static class Arguments
{
    /// <summary>The object itself, without PowerShell's wrapping.</summary>
    public static object? Bare(object? value) => value is PSObject { BaseObject: not PSCustomObject and var inner } ? inner : value;

    /// <summary>One argument or the members of a list, unwrapped; a hashtable is one argument.</summary>
    public static IEnumerable<object> Each(object? value) => Bare(value) switch
    {
        null => [],
        string or IDictionary => [Bare(value)!],
        IEnumerable many => many.Cast<object?>().Where(m => m is not null).Select(m => Bare(m)!),
        var one => [one],
    };

    /// <summary>The value of a property, or null when the object has none of that name.</summary>
    public static object? Property(object value, string name) =>
        value is IDictionary table ? Bare(table[name]) : Bare(PSObject.AsPSObject(value).Properties[name]?.Value);

    /// <summary>A value as text that means the same everywhere.</summary>
    public static string Text(object? value) => Convert.ToString(Bare(value), CultureInfo.InvariantCulture) ?? "";
}
