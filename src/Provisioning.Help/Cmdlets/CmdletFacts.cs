using System.Reflection;

namespace Provisioning.Help.Cmdlets;

/// <summary>What the metadata of one cmdlet class says, which is all that help may say about syntax.</summary>
/// <param name="Type">The class.</param>
/// <param name="Name">Verb-Noun.</param>
/// <param name="DefaultSet">The default parameter set, or null.</param>
/// <param name="SupportsShouldProcess">Whether -WhatIf and -Confirm exist.</param>
/// <param name="OutputTypes">The types it declares to write.</param>
/// <param name="Parameters">Its own parameters, then -WhatIf and -Confirm where it has them; no other common parameter.</param>
public sealed record CmdletFacts(
    Type Type, string Name, string? DefaultSet, bool SupportsShouldProcess,
    IReadOnlyList<TypeName> OutputTypes, IReadOnlyList<ParameterFacts> Parameters)
{
    /// <summary>The verb of the name.</summary>
    public string Verb => Name[..Name.IndexOf('-', StringComparison.Ordinal)];

    /// <summary>The noun of the name.</summary>
    public string Noun => Name[(Verb.Length + 1)..];

    /// <summary>The types that come in by pipeline.</summary>
    public IReadOnlyList<TypeName> InputTypes =>
        [.. Parameters.Where(p => p.Uses.Any(u => u.FromPipeline || u.FromPipelineByName)).Select(p => p.Type).Distinct()];

    /// <summary>The parameter sets, the default one first, else as declared.</summary>
    public IReadOnlyList<string> Sets
    {
        get
        {
            var named = Parameters.SelectMany(p => p.Uses).Select(u => u.Set).Where(s => s != ParameterUse.EverySet).Distinct();
            var sets = named.OrderByDescending(s => s == DefaultSet).ToList();
            return sets.Count > 0 ? sets : [ParameterUse.EverySet];
        }
    }

    /// <summary>The cmdlets of an assembly by name. Attributes are read as metadata, so any build of the engine's
    /// assembly will do, the hollow reference library included.</summary>
    public static IReadOnlyList<CmdletFacts> Read(Assembly assembly) =>
        [.. assembly.GetTypes().Where(t => t.IsPublic && !t.IsAbstract).Select(Read).OfType<CmdletFacts>().OrderBy(c => c.Name, StringComparer.Ordinal)];

    private static CmdletFacts? Read(Type type)
    {
        if (type.Attribute("CmdletAttribute") is not { } cmdlet)
        {
            return null;
        }

        var should = cmdlet.Named<bool>("SupportsShouldProcess");
        var own = type.GetProperties()
            .Where(p => p.Attributes("ParameterAttribute").Any())
            .OrderBy(p => Depth(p.DeclaringType!)).ThenBy(p => p.MetadataToken)
            .ToList();
        // A default shows only on an instance; a class that cannot be made here has defaults nobody can read.
        var instance = own.Count > 0 && type.GetConstructor([]) is { } make ? make.Invoke(null) : null;
        return new(
            type,
            $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}",
            cmdlet.Named<string>("DefaultParameterSetName"),
            should,
            [.. type.Attributes("OutputTypeAttribute").SelectMany(a => a.TypeArguments()).Distinct().Select(TypeName.Of)],
            [.. own.Select(p => ParameterFacts.Read(p, instance)), .. should ? ParameterFacts.OfShouldProcess : []]);

        // What a base class shares (a server, a timeout) reads better after what the cmdlet is about, and what all cmdlets share comes last.
        int Depth(Type declaring) => type == declaring ? 0 : declaring.BaseType?.Assembly == type.Assembly ? 1 : 2;
    }
}
