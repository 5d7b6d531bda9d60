using System.Text;
using Provisioning.Help.Cmdlets;

namespace Provisioning.Help.Pages;

/// <summary>Writes a page: the prose of people between the facts of the metadata.</summary>
public static class PageWriter
{
    private const string CommonParameters =
        "This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable, -InformationAction, -InformationVariable, "
        + "-OutVariable, -OutBuffer, -PipelineVariable, -ProgressAction, -Verbose, -WarningAction, and -WarningVariable. "
        + "For more information, see about_CommonParameters.";

    /// <summary>The whole page as markdown.</summary>
    /// <param name="cmdlet">The facts.</param>
    /// <param name="page">The prose; what it lacks becomes a placeholder.</param>
    public static string Write(CmdletFacts cmdlet, Page page)
    {
        var text = new StringBuilder()
            .Append("---\nexternal help file: Provisioning.Cmdlets.dll-Help.xml\nModule Name: Provisioning\nonline version:\nschema: 2.0.0\n---\n\n")
            .Append($"# {cmdlet.Name}\n\n## SYNOPSIS\n\n{page.Synopsis}\n\n## SYNTAX\n\n");
        WriteSyntax(text, cmdlet);
        text.Append($"## DESCRIPTION\n\n{page.Description}\n\n## EXAMPLES\n\n");
        foreach (var (index, example) in page.Examples.Index())
        {
            text.Append($"### Example {index + 1}: {example.Title}\n\n{example.Body}\n\n");
        }

        text.Append("## PARAMETERS\n\n");
        foreach (var parameter in cmdlet.Parameters)
        {
            var prose = page.Parameters.GetValueOrDefault(parameter.Name, $"{{{{ Say what {parameter.Name} means }}}}");
            text.Append($"### -{parameter.Name}\n\n{prose}\n\n");
            WriteFacts(text, parameter);
        }

        text.Append($"### CommonParameters\n\n{CommonParameters}\n\n");
        WriteTypes(text, "INPUTS", cmdlet.InputTypes, page.Inputs);
        WriteTypes(text, "OUTPUTS", cmdlet.OutputTypes, page.Outputs);
        text.Append($"## NOTES\n\n{page.Notes}").Append(page.Notes.Length > 0 ? "\n\n" : "");
        text.Append($"## RELATED LINKS\n\n{page.RelatedLinks}").Append(page.RelatedLinks.Length > 0 ? "\n" : "");
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void WriteSyntax(StringBuilder text, CmdletFacts cmdlet)
    {
        foreach (var set in cmdlet.Sets)
        {
            if (cmdlet.Sets.Count > 1)
            {
                text.Append($"### {set}{(set == cmdlet.DefaultSet ? " (Default)" : "")}\n\n");
            }

            text.Append($"```\n{Syntax.Line(cmdlet, set)}\n```\n\n");
        }
    }

    private static void WriteFacts(StringBuilder text, ParameterFacts parameter)
    {
        // Sets that treat the parameter alike share a block.
        foreach (var alike in parameter.Uses.GroupBy(u => u with { Set = "" }))
        {
            var sets = string.Join(", ", alike.Select(u => u.Set == ParameterUse.EverySet ? "(All)" : u.Set));
            text.Append($"```yaml\nType: {parameter.Type.FullName}\nParameter Sets: {sets}\nAliases:{Listed(parameter.Aliases)}\n");
            if (parameter.AcceptedValues.Count > 0)
            {
                text.Append($"Accepted values:{Listed(parameter.AcceptedValues)}\n");
            }

            text.Append($"\nRequired: {alike.Key.Mandatory}\nPosition: {alike.Key.PositionText}\nDefault value: {parameter.Default}\n")
                .Append($"Accept pipeline input: {alike.Key.PipelineText}\nAccept wildcard characters: {parameter.Wildcards}\n```\n\n");
        }
    }

    private static string Listed(IReadOnlyList<string> values) => values.Count > 0 ? " " + string.Join(", ", values) : "";

    private static void WriteTypes(StringBuilder text, string section, IReadOnlyList<TypeName> types, IReadOnlyDictionary<string, string> prose)
    {
        text.Append($"## {section}\n\n");
        foreach (var name in types.Count > 0 ? types.Select(t => t.FullName) : ["None"])
        {
            text.Append($"### {name}\n\n");
            if (prose.GetValueOrDefault(name) is { Length: > 0 } known)
            {
                text.Append($"{known}\n\n");
            }
        }
    }
}
