using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using static Provisioning.Cmdlets.Tests.Conventions.CmdletCatalog;

namespace Provisioning.Cmdlets.Tests.Conventions;

public partial class NamingTests
{
    private static readonly HashSet<string> ApprovedVerbs =
    [
        .. from type in typeof(VerbsCommon).Assembly.GetExportedTypes()
           where type.Name.StartsWith("Verbs", StringComparison.Ordinal)
           from field in type.GetFields(BindingFlags.Public | BindingFlags.Static)
           select (string)field.GetRawConstantValue()!,
    ];

    [Fact]
    public void Each_source_file_holds_one_cmdlet_of_its_name() =>
        Assert.Equal(All.Select(c => c.Type.Name).Order(), SourceFiles.Select(f => Path.GetFileNameWithoutExtension(f)).Order());

    [Fact]
    public void Verbs_are_approved() => AssertAll("the verb is not an approved one", c => ApprovedVerbs.Contains(c.Attribute.VerbName));

    [Fact]
    public void Nouns_are_singular_and_in_PascalCase() => AssertAll("the noun is not a singular in PascalCase", c => IsSingularPascalCase(c.Attribute.NounName));

    [Fact]
    public void Classes_are_sealed_public_and_named_after_the_cmdlet() => AssertAll(
        "the class is not 'public sealed <Verb><Noun>Command' in Provisioning.Commands",
        c => c.Type is { IsPublic: true, IsSealed: true, Namespace: "Provisioning.Commands" }
            && c.Type.Name == $"{c.Attribute.VerbName}{c.Attribute.NounName}Command");

    [Fact]
    public void Parameters_are_singular_and_in_PascalCase() => AssertParameters(
        "the name is not a singular in PascalCase (a number may be a plural, it counts something, and so may what is kept)",
        p => PascalCase().IsMatch(p.Name) && (IsSingularPascalCase(p.Name) || Counts(p.Property.PropertyType) || p.Name.StartsWith("Keep", StringComparison.Ordinal)));

    [Fact]
    public void No_parameter_takes_the_name_of_a_common_one() => AssertParameters(
        "the name or an alias is a common parameter's",
        p => !p.Aliases.Append(p.Name).Any(PowerShellDouble.CommonParameters.Names.Contains));

    [Fact]
    public void No_two_parameters_share_a_name_or_alias() => AssertAll(c => c.Parameters
        .SelectMany(p => p.Aliases.Append(p.Name)).GroupBy(n => n, StringComparer.OrdinalIgnoreCase)
        .Where(g => g.Count() > 1).Select(g => $"-{g.Key} is there twice"));

    private static bool IsSingularPascalCase(string name)
    {
        var last = LastWord().Match(name).Value;
        return PascalCase().IsMatch(name) && (!last.EndsWith('s') || NotPlural().IsMatch(last));
    }

    private static bool Counts(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return value == typeof(TimeSpan) || value == typeof(decimal) || (value.IsPrimitive && value != typeof(bool)) || value.IsAssignableTo(typeof(System.Collections.IDictionary));
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*$")]
    private static partial Regex PascalCase();

    [GeneratedRegex("[A-Z][a-z0-9]*$")]
    private static partial Regex LastWord();

    [GeneratedRegex("(ss|us|is|Notes|Dns|Tls|Os|As|Alias)$")]
    private static partial Regex NotPlural();
}
