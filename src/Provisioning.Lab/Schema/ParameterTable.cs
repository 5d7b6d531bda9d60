using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Lab;

/// <summary>
/// The parameters of a call or the keys of a property string, written one per line:
/// <c>name[!|*] kind [low..high] [min=n] [max=n] [/pattern/] [requires=other] [format]</c>, where <c>!</c> marks a
/// required one, <c>*</c> the default key of a property string, <c>name[n]</c> the slots name0 to name(n-1), and the
/// kinds are <c>str int num bool enum a b c</c> and <c>props format</c>. A line <c>@a,b key</c> gives a property
/// string keys that mean "key is this name, and the value belongs to the following key".
/// </summary>
internal sealed class ParameterTable
{
    private readonly Dictionary<string, Parameter> _parameters = [];

    public static ParameterTable Empty { get; } = new();

    public IReadOnlyDictionary<string, Parameter> Parameters => _parameters;

    /// <summary>Alias key → (the key it names, the key that takes the value).</summary>
    public Dictionary<string, (string Key, string ValueKey)> Aliases { get; } = [];

    public static ParameterTable Parse(string lines, params ParameterTable[] others)
    {
        var table = new ParameterTable();
        foreach (var other in others)
            foreach (var (name, parameter) in other._parameters) table._parameters[name] = parameter;
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            table.Add(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return table;
    }

    public Parameter? Find(string name) => _parameters.GetValueOrDefault(name);

    /// <summary>All faults of a call, by parameter.</summary>
    public Dictionary<string, string> Check(IReadOnlyDictionary<string, string> given)
    {
        var errors = new Dictionary<string, string>();
        foreach (var (name, value) in given)
        {
            if (Find(name) is not { } parameter)
                errors[name] = "property is not defined in schema and the schema does not allow additional properties";
            else if (parameter.Check(value) is { } fault)
                errors[name] = fault;
            else if (parameter.Requires is { } needed && !given.ContainsKey(needed))
                errors[needed] = $"missing property - '{name}' requires this property";
        }
        foreach (var parameter in _parameters.Values)
            if (parameter.Required && !given.ContainsKey(parameter.Name))
                errors.TryAdd(parameter.Name, "property is missing and it is not optional");
        return errors;
    }

    private void Add(string[] words)
    {
        if (words[0].StartsWith('@'))
        {
            foreach (var alias in words[0][1..].Split(',')) Aliases[alias] = (words[1], words[2]);
            return;
        }
        var name = words[0].TrimEnd('!', '*');
        var parameter = Constrain(new Parameter(name, KindOf(words[1]))
        {
            Required = words[0].Contains('!', StringComparison.Ordinal),
            IsDefaultKey = words[0].EndsWith('*'),
        }, words);
        var slot = name.IndexOf('[', StringComparison.Ordinal);
        if (slot < 0)
        {
            _parameters[name] = parameter;
            return;
        }
        var count = int.Parse(name[(slot + 1)..^1], CultureInfo.InvariantCulture);
        for (var i = 0; i < count; i++)
        {
            var slotName = name[..slot] + i.ToString(CultureInfo.InvariantCulture);
            _parameters[slotName] = parameter with { Name = slotName };
        }
    }

    private static ParameterKind KindOf(string word) => word switch
    {
        "int" => ParameterKind.Integer,
        "num" => ParameterKind.Number,
        "bool" => ParameterKind.Boolean,
        "props" => ParameterKind.Properties,
        _ => ParameterKind.Text,
    };

    private static Parameter Constrain(Parameter parameter, string[] words)
    {
        if (words[1] == "enum") return parameter with { Values = words[2..] };
        foreach (var word in words[2..])
        {
            if (word.StartsWith('/')) parameter = parameter with { Pattern = new Regex($"^(?:{word[1..^1]})$", RegexOptions.CultureInvariant) };
            else if (word.StartsWith("min=", StringComparison.Ordinal)) parameter = parameter with { MinLength = Whole(word[4..]) };
            else if (word.StartsWith("max=", StringComparison.Ordinal)) parameter = parameter with { MaxLength = Whole(word[4..]) };
            else if (word.StartsWith("requires=", StringComparison.Ordinal)) parameter = parameter with { Requires = word[9..] };
            else if (word.Split("..") is [var low, var high])
                parameter = parameter with { Minimum = Whole(low), Maximum = high.Length == 0 ? null : Whole(high) };
            else parameter = parameter with { Format = word };
        }
        return parameter;
    }

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
