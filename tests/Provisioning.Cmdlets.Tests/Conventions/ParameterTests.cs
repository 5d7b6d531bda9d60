using System.Management.Automation;
using System.Reflection;
using System.Security;
using System.Text.RegularExpressions;
using static Provisioning.Cmdlets.Tests.Conventions.CmdletCatalog;

namespace Provisioning.Cmdlets.Tests.Conventions;

public partial class ParameterTests
{
    [Fact]
    public void What_is_on_or_off_is_a_switch() =>
        AssertParameters("bool, where a switch belongs (bool? where three answers exist)", p => p.Property.PropertyType != typeof(bool));

    [Fact]
    public void Secrets_are_never_strings() => AssertParameters(
        "a secret that is neither SecureString nor PSCredential",
        p => !Secret().IsMatch(p.Name) || p.Property.PropertyType == typeof(SwitchParameter)
            || p.Property.PropertyType == typeof(SecureString) || p.Property.PropertyType == typeof(PSCredential));

    [Fact]
    public void Credentials_are_transformed() => AssertParameters(
        "a PSCredential without [Credential]",
        p => p.Property.PropertyType != typeof(PSCredential) || p.Property.IsDefined(typeof(CredentialAttribute)));

    [Fact]
    public void A_set_takes_at_most_one_parameter_by_value_from_the_pipeline() => AssertAll(c => SetsOf(c)
        .Where(set => c.Parameters.Count(p => Use(p, set) is { ValueFromPipeline: true }) > 1)
        .Select(set => $"more than one parameter takes the piped object in '{set}'"));

    [Fact]
    public void Positions_in_a_set_are_distinct() => AssertAll(c =>
        from set in SetsOf(c)
        from same in c.Parameters.Select(p => Use(p, set)?.Position ?? int.MinValue).Where(p => p >= 0).GroupBy(p => p)
        where same.Count() > 1
        select $"position {same.Key} is there twice in '{set}'");

    [Fact]
    public void Where_there_are_several_sets_a_default_is_named() => AssertAll(
        "several parameter sets, and the default is none of them",
        c => SetsOf(c) is not { Count: > 1 } sets || sets.Contains(c.Attribute.DefaultParameterSetName));

    [Fact]
    public void Pipeline_input_is_processed_record_by_record() => AssertAll(
        "takes pipeline input, but nothing overrides ProcessRecord",
        c => !c.Parameters.Any(p => p.Uses.Any(u => u.ValueFromPipeline || u.ValueFromPipelineByPropertyName)) || Overrides(c.Type, "ProcessRecord"));

    [Fact]
    public void Something_is_processed() => AssertAll(
        "overrides no processing method",
        c => Overrides(c.Type, "BeginProcessing") || Overrides(c.Type, "ProcessRecord") || Overrides(c.Type, "EndProcessing"));

    [Fact]
    public void Types_in_signatures_are_ones_that_PowerShell_can_load() => AssertAll(c => c.Parameters.Select(p => p.Property.PropertyType).Concat(c.OutputTypes)
        .Where(t => !Speakable(t)).Select(t => $"{t} is of an assembly that PowerShell doesn't load with the module"));

    private static List<string> SetsOf(CmdletUnderTest cmdlet) =>
        [.. cmdlet.Sets.Where(s => s != ParameterAttribute.AllParameterSets).DefaultIfEmpty(ParameterAttribute.AllParameterSets)];

    private static ParameterAttribute? Use(ParameterUnderTest parameter, string set) =>
        parameter.Uses.FirstOrDefault(u => u.ParameterSetName == set || u.ParameterSetName == ParameterAttribute.AllParameterSets);

    private static bool Overrides(Type type, string method) =>
        type.GetMethod(method, BindingFlags.NonPublic | BindingFlags.Instance)!.DeclaringType != typeof(Cmdlet);

    private static bool Speakable(Type type) => type.HasElementType ? Speakable(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().All(Speakable)
        : type.Assembly == typeof(object).Assembly || type.Assembly == typeof(PSCmdlet).Assembly || type.Assembly == typeof(IProvisioningHost).Assembly
            || type.Assembly == CmdletCatalog.Assembly
            || type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal);

    [GeneratedRegex("Password|Passphrase|Secret|Token|PrivateKey|ApiKey")]
    private static partial Regex Secret();
}
