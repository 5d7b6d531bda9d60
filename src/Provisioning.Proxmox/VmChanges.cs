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
        var arguments = new ChangeArguments
        {
            Package = change.Package is { } name ? store.Read(state => VmPackageCatalog.Get(state, name)).Name : null,
            Options = VmOptions.Checked(change.Options),
            Withdrawn = [.. VmOptions.Checked(change.WithdrawnOptions.ToDictionary(option => option, _ => "1")).Keys],
        };
        if (arguments.Withdrawn.FirstOrDefault(arguments.Options.ContainsKey) is { } both)
            throw Refuse.Contradiction($"Option '{both}' is set and withdrawn at once; do one of them.", both);
        return requests.Request(serviceId, VmOperations.ChangePackage, Json.Write(arguments), What(arguments), (state, service) =>
        {
            var package = VmPackageCatalog.Get(state, arguments.Package ?? service.Package);
            if (package.Server is { } server && !string.Equals(server, service.Server, StringComparison.OrdinalIgnoreCase))
                throw Refuse.Invalid($"Package '{package.Name}' is for server '{server}', service {serviceId} is on '{service.Server}'; take a package of that server.", package.Name);
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

    /// <summary>Queues a command that forces one thing.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, OperationUnknown, StatusForbids.</exception>
    public long RunStep(long serviceId, string command) => VmCommands.All.Any(known => known.Name == command)
        ? requests.Request(serviceId, command)
        : throw new ProvisioningException(ErrorIds.OperationUnknown, ErrorKind.Invalid,
            $"There is no command '{command}'; there are {string.Join(", ", VmCommands.All.Select(known => known.Name))}.", command);

    private static string What(ChangeArguments change)
    {
        var words = new List<string>();
        if (change.Package is { } package) words.Add($"package {package}");
        words.AddRange(change.Options.Select(option => $"{option.Key}={option.Value}"));
        words.AddRange(change.Withdrawn.Select(option => $"{option} as in the package"));
        return words.Count == 0 ? "ChangePackage: bring it to its package" : $"ChangePackage: {string.Join(", ", words)}";
    }
}
