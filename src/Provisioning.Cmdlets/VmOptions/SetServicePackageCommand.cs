using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Changes the package or single options of services, up or down. The tick does it, with one stop and one start at most.</summary>
[Cmdlet(VerbsCommon.Set, "ServicePackage", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisionedService))]
public sealed class SetServicePackageCommand : VmOptionCmdlet
{
    private bool _packageIsNamed;
    private ChangeVm _change = new();

    /// <summary>Another package of the same server; without it the present one stays.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VmPackageNameCompleter))]
    [AllowEmptyString]
    public string? Package { get; set; }

    /// <summary>Options to take back, so that the package's values count again; <c>*</c> takes back all that aren't given here.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlainOptionCompleter))]
    public string[] WithdrawOption { get; set; } = [];

    private protected override string Action => "Change package";

    /// <inheritdoc/>
    protected override void BeginProcessing() => _packageIsNamed = IsBound(nameof(Package));

    private protected override void Prepare(ServiceIdentity identity, ProvisionedService service)
    {
        var options = Given();
        _change = new ChangeVm
        {
            // A service has a property of that name, which tells what was when it was read: no wish of anybody's.
            Package = _packageIsNamed || !identity.IsRecord ? Package.OrNull() : null,
            Options = options,
            WithdrawnOptions = [.. WithdrawOption.SelectMany(name => Meant(name, options)).Distinct(StringComparer.OrdinalIgnoreCase)],
        };
    }

    private protected override string Describe(ProvisionedService service)
    {
        var words = new List<string>();
        if (_change.Package is { } package)
            words.Add($"from {service.Package} to {package}");
        words.AddRange(_change.Options.Select(option => $"{option.Key}={option.Value}"));
        words.AddRange(_change.WithdrawnOptions.Select(name => $"{name} as in the package"));
        return words.Count == 0 ? $"Bring machine to its package {service.Package}" : $"{Action}: {string.Join(", ", words)}";
    }

    private protected override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        new(host.VirtualMachines.ChangePackage(service.Id, _change));

    private protected override ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation)
    {
        host.VirtualMachines.Check(service.Id, _change);
        return default;
    }

    private static IEnumerable<string> Meant(string name, IReadOnlyDictionary<string, string> given)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
            return [VmOptionName.Of(name)];

        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        return VmOption.All.Where(option => pattern.IsMatch(option) && !given.ContainsKey(option));
    }
}
