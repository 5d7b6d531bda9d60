using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace PowerShellDouble.Binding;

/// <summary>One parameter of a cmdlet class, with all that its attributes ask for. As in the engine an overridden property has its own attributes only.</summary>
internal sealed class CmdletParameter(PropertyInfo property)
{
    private readonly IReadOnlyDictionary<string, ParameterAttribute> _sets =
        property.GetCustomAttributes<ParameterAttribute>(inherit: false).ToDictionary(a => a.ParameterSetName, StringComparer.OrdinalIgnoreCase);

    public string Name => property.Name;

    public Type Type => property.PropertyType;

    public IReadOnlyList<string> Names { get; } = [property.Name, .. property.GetCustomAttribute<AliasAttribute>(inherit: false)?.AliasNames ?? []];

    public IEnumerable<string> Sets => _sets.Keys;

    public static IReadOnlyList<CmdletParameter> Of(Type cmdlet) =>
        [.. cmdlet.GetProperties().Where(p => p.IsDefined(typeof(ParameterAttribute), inherit: false)).Select(p => new CmdletParameter(p))];

    /// <summary>How it takes part in a set, or null.</summary>
    public ParameterAttribute? In(string set) =>
        _sets.TryGetValue(set, out var use) || _sets.TryGetValue(ParameterAttribute.AllParameterSets, out use) ? use : null;

    public object? Get(Cmdlet cmdlet) => property.CanRead ? property.GetValue(cmdlet) : null;

    public void Reset(Cmdlet cmdlet, object? value) => property.SetValue(cmdlet, value);

    /// <summary>Transforms, converts, validates and sets a value, as the engine does in this order. False when it doesn't fit
    /// the type; without <paramref name="coerce"/> a value of another type doesn't fit even if it could be converted.</summary>
    public bool TryBind(Cmdlet cmdlet, object? value, EngineIntrinsics engine, bool coerce)
    {
        if (!coerce && !Fits(value))
        {
            return false;
        }

        foreach (var transformation in property.GetCustomAttributes<ArgumentTransformationAttribute>(inherit: false))
        {
            value = Transform(transformation, value, engine);
        }

        if (!LanguagePrimitives.TryConvertTo(value, Type, out var converted))
        {
            return false;
        }

        Validate(converted, engine);
        property.SetValue(cmdlet, converted);
        return true;
    }

    private bool Fits(object? value)
    {
        var bare = value is PSObject wrapped && !typeof(PSObject).IsAssignableFrom(Type) ? wrapped.BaseObject : value;
        return bare is not null && (Type.IsInstanceOfType(bare) || (Type.IsArray && Type.GetElementType()!.IsInstanceOfType(bare)));
    }

    private object? Transform(ArgumentTransformationAttribute transformation, object? value, EngineIntrinsics engine)
    {
        try
        {
            return transformation.Transform(engine, value);
        }
        catch (Exception e)
        {
            throw new ParameterBindingException(
                "ParameterArgumentTransformationError", Name, $"Cannot process argument transformation on parameter '{Name}'. {e.Message}", e);
        }
    }

    private void Validate(object? value, EngineIntrinsics engine)
    {
        foreach (var validation in property.GetCustomAttributes<ValidateArgumentsAttribute>(inherit: false))
        {
            try
            {
                validation.Check(value, engine);
            }
            catch (ValidationMetadataException e)
            {
                throw Refused("", e.Message, e);
            }
        }

        var mandatory = _sets.Values.Any(u => u.Mandatory);
        if (mandatory && value is null && !property.IsDefined(typeof(AllowNullAttribute)))
        {
            throw Refused("NullNotAllowed", "it is null.");
        }

        if (mandatory && value is "" && !property.IsDefined(typeof(AllowEmptyStringAttribute)))
        {
            throw Refused("EmptyStringNotAllowed", "it is an empty string.");
        }

        if (mandatory && value is ICollection { Count: 0 } && !property.IsDefined(typeof(AllowEmptyCollectionAttribute)))
        {
            throw Refused("EmptyArrayNotAllowed", "it is an empty array.");
        }
    }

    private ParameterBindingException Refused(string why, string message, Exception? cause = null) =>
        new($"ParameterArgumentValidationError{why}", Name, $"Cannot validate argument on parameter '{Name}'. {message}", cause);
}
