using Provisioning.Help.Cmdlets;

namespace Provisioning.Help.Pages;

/// <summary>One worked example: a title and markdown with at least one fenced block of PowerShell.</summary>
public sealed record Example(string Title, string Body);

/// <summary>The prose of one help page: everything people write. What metadata knows is not in it.</summary>
public sealed record Page
{
    /// <summary>Verb-Noun.</summary>
    public required string Name { get; init; }

    /// <summary>One line.</summary>
    public required string Synopsis { get; init; }

    /// <summary>What it does, in paragraphs.</summary>
    public required string Description { get; init; }

    /// <summary>The examples in order.</summary>
    public required IReadOnlyList<Example> Examples { get; init; }

    /// <summary>What each parameter means, by name.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>What comes in by pipeline, by type name.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>What is written, by type name.</summary>
    public required IReadOnlyDictionary<string, string> Outputs { get; init; }

    /// <summary>Remarks; may be empty.</summary>
    public required string Notes { get; init; }

    /// <summary>Links, one markdown link a line; may be empty.</summary>
    public required string RelatedLinks { get; init; }

    /// <summary>Marks text that is still to be written.</summary>
    public const string Placeholder = "{{";

    /// <summary>The page of a cmdlet nobody has described yet.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="synopsis">What its source says it is, if anything.</param>
    public static Page Empty(CmdletFacts cmdlet, string? synopsis) => new()
    {
        Name = cmdlet.Name,
        Synopsis = synopsis ?? "{{ Say in one line what it does }}",
        Description = "{{ Say what it does, what it waits for and what it leaves behind }}",
        Examples = [new("{{ Title }}", $"```powershell\n{cmdlet.Name}\n```\n\n{{{{ Say what happens }}}}")],
        Parameters = new Dictionary<string, string>
        {
            ["WhatIf"] = "Says what would happen, and does nothing.",
            ["Confirm"] = "Asks before it does anything.",
        },
        Inputs = new Dictionary<string, string>(),
        Outputs = new Dictionary<string, string>(),
        Notes = "",
        RelatedLinks = "",
    };
}
