using System.Collections;
using System.Globalization;
using System.Management.Automation.Internal;
using System.Text.RegularExpressions;

namespace System.Management.Automation;

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public abstract class ValidateArgumentsAttribute : CmdletMetadataAttribute
{
    protected abstract void Validate(object? arguments, EngineIntrinsics engineIntrinsics);

    internal void Check(object? arguments, EngineIntrinsics engine) => Validate(arguments, engine);
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public abstract class ValidateEnumeratedArgumentsAttribute : ValidateArgumentsAttribute
{
    protected abstract void ValidateElement(object? element);

    protected sealed override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        foreach (var element in arguments is IEnumerable many and not string ? many.Cast<object?>() : [arguments])
        {
            ValidateElement(element is PSObject wrapped ? wrapped.BaseObject : element);
        }
    }
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateRangeAttribute(object minRange, object maxRange) : ValidateEnumeratedArgumentsAttribute
{
    public object MinRange { get; } = minRange;

    public object MaxRange { get; } = maxRange;

    protected override void ValidateElement(object? element)
    {
        if (LanguagePrimitives.Compare(element!, MinRange) < 0 || LanguagePrimitives.Compare(element!, MaxRange) > 0)
        {
            throw new ValidationMetadataException($"The {element} argument is not between {MinRange} and {MaxRange}.");
        }
    }
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateSetAttribute(params string[] validValues) : ValidateEnumeratedArgumentsAttribute
{
    public IList<string> ValidValues { get; } = validValues;

    public bool IgnoreCase { get; set; } = true;

    protected override void ValidateElement(object? element)
    {
        var text = Convert.ToString(element, CultureInfo.InvariantCulture);
        if (!ValidValues.Contains(text, IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal))
        {
            throw new ValidationMetadataException($"The argument \"{text}\" does not belong to the set \"{string.Join(",", ValidValues)}\".");
        }
    }
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateLengthAttribute(int minLength, int maxLength) : ValidateEnumeratedArgumentsAttribute
{
    public int MinLength { get; } = minLength;

    public int MaxLength { get; } = maxLength;

    protected override void ValidateElement(object? element)
    {
        if (element is not string text || text.Length < MinLength || text.Length > MaxLength)
        {
            throw new ValidationMetadataException($"The length of the argument is not between {MinLength} and {MaxLength}.");
        }
    }
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateCountAttribute(int minLength, int maxLength) : ValidateArgumentsAttribute
{
    public int MinLength { get; } = minLength;

    public int MaxLength { get; } = maxLength;

    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        var count = arguments switch { null => 0, ICollection many => many.Count, _ => 1 };
        if (count < MinLength || count > MaxLength)
        {
            throw new ValidationMetadataException($"The number of arguments, {count}, is not between {MinLength} and {MaxLength}.");
        }
    }
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidatePatternAttribute(string regexPattern) : ValidateEnumeratedArgumentsAttribute
{
    public string RegexPattern { get; } = regexPattern;

    public RegexOptions Options { get; set; } = RegexOptions.IgnoreCase;

    protected override void ValidateElement(object? element)
    {
        if (element is null || !Regex.IsMatch(Convert.ToString(element, CultureInfo.InvariantCulture)!, RegexPattern, Options))
        {
            throw new ValidationMetadataException($"The argument \"{element}\" does not match the \"{RegexPattern}\" pattern.");
        }
    }
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateNotNullAttribute : ValidateArgumentsAttribute
{
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is null || (arguments is IEnumerable many and not string && many.Cast<object?>().Contains(null)))
        {
            throw new ValidationMetadataException("The argument is null.");
        }
    }
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateNotNullOrEmptyAttribute : ValidateArgumentsAttribute
{
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        var elements = arguments is IEnumerable many and not string ? many.Cast<object?>().ToList() : [arguments];
        if (elements.Count == 0 || elements.Any(e => e is null or ""))
        {
            throw new ValidationMetadataException("The argument is null or empty.");
        }
    }
}
