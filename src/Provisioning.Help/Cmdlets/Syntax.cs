namespace Provisioning.Help.Cmdlets;

/// <summary>The syntax of a cmdlet in one parameter set.</summary>
public static class Syntax
{
    /// <summary>The parameters of a set as help lists them: positional, then mandatory, then the others as declared.</summary>
    public static IReadOnlyList<(ParameterFacts Parameter, ParameterUse Use)> In(CmdletFacts cmdlet, string set) =>
    [
        .. cmdlet.Parameters
            .Select(p => (Parameter: p, Use: p.In(set)!))
            .Where(x => x.Use is not null)
            .OrderBy(x => x.Use.Position ?? int.MaxValue)
            .ThenByDescending(x => x.Use.Mandatory),
    ];

    /// <summary>One line: <c>Get-Vm [-Id] &lt;Int32&gt; [-Force] [&lt;CommonParameters&gt;]</c>.</summary>
    public static string Line(CmdletFacts cmdlet, string set) =>
        string.Join(' ', [cmdlet.Name, .. In(cmdlet, set).Select(x => Part(x.Parameter, x.Use)), "[<CommonParameters>]"]);

    private static string Part(ParameterFacts parameter, ParameterUse use)
    {
        if (parameter.IsSwitch)
        {
            return use.Mandatory ? $"-{parameter.Name}" : $"[-{parameter.Name}]";
        }

        var name = use.Position is null ? $"-{parameter.Name}" : $"[-{parameter.Name}]";
        return use.Mandatory ? $"{name} <{parameter.Type.Name}>" : $"[{name} <{parameter.Type.Name}>]";
    }
}
