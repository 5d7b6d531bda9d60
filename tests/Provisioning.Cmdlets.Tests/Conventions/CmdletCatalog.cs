using System.Management.Automation;
using System.Reflection;

namespace Provisioning.Cmdlets.Tests.Conventions;

/// <summary>A cmdlet of the module as its metadata declares it.</summary>
internal sealed record CmdletUnderTest(Type Type, CmdletAttribute Attribute, IReadOnlyList<ParameterUnderTest> Parameters)
{
    public string Name => $"{Attribute.VerbName}-{Attribute.NounName}";

    public IEnumerable<string> Sets => Parameters.SelectMany(p => p.Uses).Select(u => u.ParameterSetName).Distinct();

    public IEnumerable<Type> OutputTypes => Type.GetCustomAttributes<OutputTypeAttribute>().SelectMany(a => a.Type).Select(t => t.Type!);

    public override string ToString() => Name;
}

internal sealed record ParameterUnderTest(PropertyInfo Property, IReadOnlyList<ParameterAttribute> Uses)
{
    public string Name => Property.Name;

    public IEnumerable<string> Aliases => Property.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? [];
}

/// <summary>All cmdlets of the module.</summary>
internal static class CmdletCatalog
{
    public static Assembly Assembly { get; } = typeof(Loading.OnImportAndRemove).Assembly;

    public static IReadOnlyList<CmdletUnderTest> All { get; } =
    [
        .. from type in Assembly.GetTypes()
           let attribute = type.GetCustomAttribute<CmdletAttribute>(inherit: false)
           where attribute is not null
           orderby attribute.NounName, attribute.VerbName
           select new CmdletUnderTest(type, attribute, ParametersOf(type)),
    ];

    /// <summary>The source files of cmdlets; what keeps a rule over <see cref="All"/> from being true of nothing.</summary>
    public static IReadOnlyList<string> SourceFiles { get; } =
    [
        .. Directory.GetFiles(Repository.PathOf("src", "Provisioning.Cmdlets"), "*Command.cs", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f).Contains("[Cmdlet(", StringComparison.Ordinal)),
    ];

    /// <summary>Fails with every violation at once, so that a rule is mended in one go.</summary>
    public static void AssertAll(Func<CmdletUnderTest, IEnumerable<string>> violations) =>
        Violations.None(All.SelectMany(c => violations(c).Select(v => $"{c}: {v}")));

    /// <inheritdoc cref="AssertAll(Func{CmdletUnderTest, IEnumerable{string}})" />
    public static void AssertAll(string rule, Func<CmdletUnderTest, bool> holds) => AssertAll(c => holds(c) ? [] : [rule]);

    /// <summary>The same for each parameter.</summary>
    public static void AssertParameters(string rule, Func<ParameterUnderTest, bool> holds) =>
        AssertAll(c => c.Parameters.Where(p => !holds(p)).Select(p => $"-{p.Name}: {rule}"));

    private static ParameterUnderTest[] ParametersOf(Type type) =>
    [
        .. from property in type.GetProperties()
           let uses = property.GetCustomAttributes<ParameterAttribute>(inherit: false).ToList()
           where uses.Count > 0
           select new ParameterUnderTest(property, uses),
    ];
}
