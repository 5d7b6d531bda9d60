using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Checks requests for machines that exist and words them for the engine.</summary>
public sealed class VmChanges(IStateStore store, OperationRequests requests)
{
    /// <summary>Queues a change of package or options.</summary>
    /// <returns>The operation's number.</returns>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, PackageNotFound, UnknownOption, InvalidValue, ContradictoryValues.</exception>
    public long ChangePackage(long serviceId, ChangeVm change)
    {
        var arguments = Understood(change);
        return requests.Request(serviceId, VmOperations.ChangePackage, Json.Write(arguments), What(arguments), (state, service) => Demand(state, service, arguments));
    }

    /// <summary>Finds out whether a change would be refused.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, PackageNotFound, UnknownOption, InvalidValue, ContradictoryValues.</exception>
    public void Check(long serviceId, ChangeVm change)
    {
        var arguments = Understood(change);
        if (requests.WouldRefuse(serviceId, VmOperations.ChangePackage) is { } refused) throw refused.AsException();
        store.Read(state =>
        {
            Demand(state, state.Service(serviceId)!, arguments);
            return true;
        });
    }

    /// <summary>Queues a start.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids.</exception>
    public long Start(long serviceId) => requests.Request(serviceId, VmOperations.Start);

    /// <summary>Queues a shutdown.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, InvalidValue.</exception>
    public long Stop(long serviceId, PowerOffRequest? how) => requests.Request(serviceId, VmOperations.Stop, Arguments.PowerOff(how));

    /// <summary>Queues a shutdown and a start.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, InvalidValue.</exception>
    public long Restart(long serviceId, PowerOffRequest? how) => requests.Request(serviceId, VmOperations.Restart, Arguments.PowerOff(how));

    /// <summary>Queues the rest of the creation.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids.</exception>
    public long GoOn(long serviceId) => requests.Request(serviceId, VmOperations.Deploy);

    /// <summary>Queues the mending of a machine.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids.</exception>
    public long Repair(long serviceId, bool allowRestart) => requests.Request(
        serviceId, VmOperations.Repair, Json.Write(new RepairArguments { AllowRestart = allowRestart }), allowRestart ? "Repair, with a restart if it needs one" : null);

    private ChangeArguments Understood(ChangeVm change)
    {
        var arguments = new ChangeArguments
        {
            Package = change.Package is { } name ? store.Read(state => VmPackageCatalog.Get(state, name)).Name : null,
            Options = VmOptions.Checked(change.Options),
            Withdrawn = [.. change.WithdrawnOptions.Select(VmOptions.PlainName).Distinct()],
        };
        if (arguments.Withdrawn.FirstOrDefault(arguments.Options.ContainsKey) is { } both)
            throw Refuse.Contradiction($"Option '{both}' is set and withdrawn at once; do one of them.", both);
        return arguments;
    }

    private static void Demand(IStateReader state, ServiceRow service, ChangeArguments arguments)
    {
        var package = VmPackageCatalog.Get(state, arguments.Package ?? service.Package);
        if (package.Server is { } server && !string.Equals(server, service.Server, StringComparison.OrdinalIgnoreCase))
            throw Refuse.Invalid($"Package '{package.Name}' is for server '{server}', service {service.Id} is on '{service.Server}'; take a package of that server.", package.Name);
    }

    private static string What(ChangeArguments change)
    {
        var words = new List<string>();
        if (change.Package is { } package) words.Add($"package {package}");
        words.AddRange(change.Options.Select(option => $"{option.Key}={option.Value}"));
        words.AddRange(change.Withdrawn.Select(option => $"{option} as in the package"));
        return words.Count == 0 ? "ChangePackage: bring it to its package" : $"ChangePackage: {string.Join(", ", words)}";
    }
}
