using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Provisioning.Help.Cmdlets;

/// <summary>How a parameter takes part in one parameter set.</summary>
/// <param name="Set">The set, or <see cref="EverySet"/>.</param>
/// <param name="Mandatory">Whether the set needs it.</param>
/// <param name="Position">Its position, or null when it must be named.</param>
/// <param name="FromPipeline">Whether it takes the piped object itself.</param>
/// <param name="FromPipelineByName">Whether it takes the property of its name from the piped object.</param>
public sealed record ParameterUse(string Set, bool Mandatory, int? Position, bool FromPipeline, bool FromPipelineByName)
{
    /// <summary>PowerShell's own name for "in all sets".</summary>
    public const string EverySet = "__AllParameterSets";

    /// <summary>The position as help writes it.</summary>
    public string PositionText => Position?.ToString(CultureInfo.InvariantCulture) ?? "Named";

    /// <summary>What it takes from the pipeline, as help writes it.</summary>
    public string PipelineText => (FromPipeline, FromPipelineByName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}

/// <summary>What the metadata says about one parameter.</summary>
/// <param name="Name">The name without the dash.</param>
/// <param name="Type">The declared type.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Uses">One entry for each set it is in.</param>
/// <param name="AcceptedValues">The values of an enum or a ValidateSet; empty when free.</param>
/// <param name="Default">The value when it isn't given, as text; "None" when there is none.</param>
/// <param name="Wildcards">Whether wildcards are understood.</param>
public sealed record ParameterFacts(
    string Name, TypeName Type, IReadOnlyList<string> Aliases, IReadOnlyList<ParameterUse> Uses,
    IReadOnlyList<string> AcceptedValues, string Default, bool Wildcards)
{
    private const string None = "None";

    /// <summary>Whether it is a switch, which takes no value.</summary>
    public bool IsSwitch => Type == TypeName.Switch;

    /// <summary>-WhatIf and -Confirm, which the engine adds to a cmdlet that declares ShouldProcess.</summary>
    internal static IReadOnlyList<ParameterFacts> OfShouldProcess { get; } =
    [
        new("WhatIf", TypeName.Switch, ["wi"], [new(ParameterUse.EverySet, false, null, false, false)], [], "False", false),
        new("Confirm", TypeName.Switch, ["cf"], [new(ParameterUse.EverySet, false, null, false, false)], [], "False", false),
    ];

    /// <summary>How it takes part in a set, or null when it isn't in it.</summary>
    public ParameterUse? In(string set) =>
        Uses.FirstOrDefault(u => u.Set == set) ?? Uses.FirstOrDefault(u => u.Set == ParameterUse.EverySet);

    internal static ParameterFacts Read(PropertyInfo property, object? instance)
    {
        var type = property.PropertyType;
        var value = Nullable.GetUnderlyingType(type) ?? type.GetElementType() ?? type;
        var choices = property.Attributes("ValidateSetAttribute").SelectMany(a => a.StringArguments()).ToList();
        return new(
            property.Name,
            TypeName.Of(type),
            [.. property.Attributes("AliasAttribute").SelectMany(a => a.StringArguments())],
            [.. property.Attributes("ParameterAttribute").Select(Use)],
            choices.Count > 0 ? choices : value.IsEnum ? [.. Enum.GetNames(value)] : [],
            DefaultText(property, instance),
            property.Attributes("SupportsWildcardsAttribute").Any());
    }

    private static ParameterUse Use(CustomAttributeData a) => new(
        a.Named<string>("ParameterSetName") ?? ParameterUse.EverySet,
        a.Named<bool>("Mandatory"),
        a.Named<int?>("Position") is { } position && position >= 0 ? position : null,
        a.Named<bool>("ValueFromPipeline"),
        a.Named<bool>("ValueFromPipelineByPropertyName"));

    private static string DefaultText(PropertyInfo property, object? instance)
    {
        var type = property.PropertyType;
        if (type.Name == "SwitchParameter")
        {
            return "False";
        }

        var value = instance is null || !property.CanRead ? null : property.GetValue(instance);
        return value switch
        {
            null => None,
            ValueType when value.Equals(Activator.CreateInstance(type)) => None,
            string { Length: 0 } => None,
            string text => text,
            IEnumerable many => string.Join(", ", many.Cast<object>()) is { Length: > 0 } list ? list : None,
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? None,
        };
    }
}
