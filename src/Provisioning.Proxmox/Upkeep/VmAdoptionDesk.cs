using System.Globalization;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>A machine that was looked at: what will be recorded, and the draft of it.</summary>
/// <param name="Plan">For people.</param>
/// <param name="Draft">For the engine.</param>
public sealed record PreparedAdoption(AdoptionPlan Plan, OrderDraft Draft);

/// <summary>Looks at machines that are to be taken over. The looks at clusters are shared, so a list of machines costs a request or two each.</summary>
public sealed class VmAdoptionDesk(IStateStore store, ProxmoxDriver driver)
{
    /// <summary>Looks at a machine, and changes nothing.</summary>
    /// <exception cref="ProvisioningException">
    /// ServerNotFound, ClientNotFound, PackageNotFound, MachineMissing, RemoteIdTaken, ForeignMachine, MachineLocked, AddressTaken, InvalidValue,
    /// UnknownOption, OrderExists, HostNameTaken, and whatever keeps the server from being asked.
    /// </exception>
    public async Task<PreparedAdoption> PrepareAsync(AdoptVm request, CancellationToken cancellation)
    {
        var order = store.Read(state => UnderstoodOrder.Of(new OrderVm
        {
            Package = request.Package, Client = request.Client, ClientId = request.ClientId, Server = request.Server, HostName = request.HostName, Domain = request.Domain,
            OsUser = request.OsUser, Password = request.Password, Options = request.Options, OrderReference = request.OrderReference,
        }, state, MadeUp.Secure));
        var (server, id) = (order.Server, request.VmId);
        if (order.Package.Server is { } home && !string.Equals(home, server, StringComparison.OrdinalIgnoreCase))
            throw Refuse.Invalid($"Package '{order.Package.Name}' is for server '{home}', the machine is on '{server}'; take a package of that server.", order.Package.Name);
        if (store.Read(state => state.RemoteIdHolder(server, Text(id))) is { } holder)
            throw new ProvisioningException(ErrorIds.RemoteIdTaken, ErrorKind.Conflict, $"VMID {id} on server '{server}' is service {holder} already.", Text(id));
        var guest = await FindAsync(server, id, cancellation).ConfigureAwait(false);
        var api = driver.Servers.Open(server).Api;
        var config = await api.GetConfigAsync(guest.Vm, cancellation).ConfigureAwait(false);
        Demand(guest, config, id);
        var found = await new AddressSearch(api, guest, config).FindAsync(request.Addresses, cancellation).ConfigureAwait(false);
        return Plan(request, order, guest, config, found);
    }

    private async Task<ClusterGuest> FindAsync(string server, int id, CancellationToken cancellation)
    {
        // What was made a moment ago is not in an older look.
        var guest = (await driver.Looks.ClusterAsync(server, fresh: false, cancellation).ConfigureAwait(false)).Guest(id)
            ?? (await driver.Looks.ClusterAsync(server, fresh: true, cancellation).ConfigureAwait(false)).Guest(id)
            ?? throw new ProvisioningException(ErrorIds.MachineMissing, ErrorKind.NotFound,
                $"There is no machine {id} on server '{server}', or its credential may not see it (VM.Audit); name another one or grant the privilege.", Text(id));
        return guest.IsContainer ? throw Refuse.Invalid($"{id} on server '{server}' is a container; only virtual machines can be taken over.", Text(id)) : guest;
    }

    private void Demand(ClusterGuest guest, VmConfig config, int id)
    {
        if (config.IsTemplate) throw Refuse.Invalid($"{guest.Vm} is a template; packages are made from it, it can't be taken over.", Text(id));
        if (config.Lock is { } held)
            throw new ProvisioningException(ErrorIds.MachineLocked, ErrorKind.Busy, $"{guest.Vm} is locked ({held}); ask again when that has ended.", Text(id), retryable: true);
        if (Marking.Refusal(new OwnershipMark(store.StoreId, 0, id), config.Description, service => store.Read(state => state.Service(service))) is { } refusal)
            throw new ProvisioningException(ErrorIds.ForeignMachine, ErrorKind.Unsafe,
                $"{guest.Vm} {refusal}. If nobody manages it any more, take the line 'provisioning-mark: ...' out of its notes.", Text(id));
    }

    private PreparedAdoption Plan(AdoptVm request, UnderstoodOrder order, ClusterGuest guest, VmConfig config, FoundAddresses found)
    {
        var remarks = new List<string>(found.Remarks);
        var (host, domain) = Name(request, order, config, guest);
        var user = request.OsUser ?? config.CloudInitUser ?? "root";
        if (!Words.IsUserName(user)) throw Refuse.Invalid($"The guest's user can't be '{user}'; name it: {Words.UserNameRule}.", Text(guest.Vm.Id));
        var addresses = store.Read(state => new AddressHomes(state, order.Server, config).Of(found.Addresses));
        var options = new SortedDictionary<string, string>(order.Data.Options.ToDictionary(), StringComparer.Ordinal);
        foreach (var (family, option, sold) in new[] { (IpFamily.IPv4, VmOption.IPv4Addresses, order.Package.IPv4Count), (IpFamily.IPv6, VmOption.IPv6Addresses, order.Package.IPv6Count) })
        {
            var has = addresses.Count(address => address.Family == family);
            if (has == sold) continue;
            // Otherwise the next change of package would take from the machine what it uses.
            if (has > sold && !options.ContainsKey(option)) options[option] = Text(has);
            else if (has < sold) remarks.Add($"It has {has} of {sold} {family} addresses of package '{order.Package.Name}'; the next change of package or repair assigns the others.");
            else remarks.Add($"It has {has} {family} addresses and is sold {sold}; the next change of package takes the others away.");
        }
        if (config.CloudInitDrive is null) remarks.Add("It has no cloud-init drive: its guest is configured by hand, also later.");
        if (request.Password is null) remarks.Add("Its password is not known; Reset-VmPassword gives it a new one.");
        foreach (var address in addresses.Where(address => address.Pool.Length == 0)) remarks.Add($"{address.Address} is in no pool of server '{order.Server}'; it is kept as the machine's own.");
        var card = config.Net(0);
        var data = order.Data with
        {
            Adopted = true,
            Options = options,
            OsUser = user,
            SshKeys = [.. config.SshKeys.Where(IsKey).Except(order.Package.SshKeys)],
            // What its guest has now is right as far as anybody knows.
            PasswordApplied = order.Data.PasswordVersion,
            TargetNode = null,
            Mac = card?.Mac,
            NetworkModel = card?.Model,
        };
        var plan = new AdoptionPlan
        {
            Server = order.Server, VmId = guest.Vm.Id, Node = guest.Vm.Node, Package = order.Package.Name, ClientId = order.ClientId, HostName = host, Domain = domain,
            OsUser = user, Mac = card?.Mac, Addresses = addresses, Remarks = remarks,
        };
        return new PreparedAdoption(plan, new OrderDraft
        {
            Kind = VirtualMachineWords.Kind,
            Server = order.Server,
            Package = order.Package.Name,
            ClientId = order.ClientId,
            LocalStatus = VmStatus.Register,
            Operation = VmOperations.Register,
            What = $"Take over {guest.Vm} with package {order.Package.Name}",
            HostName = _ => host,
            HostNameGiven = true,
            Domain = domain,
            KnownAddresses = addresses,
            RemoteId = new RemoteIdNeed(guest.Vm.Id, guest.Vm.Id, new HashSet<int>()),
            Node = guest.Vm.Node,
            Data = data.Text(),
            OrderReference = request.OrderReference,
            Secrets = request.Password is null ? new Dictionary<string, SecretText>() : new() { [VmSecrets.Password] = order.Password },
        });
    }

    /// <summary>Host name and domain: given, or as the machine's name says.</summary>
    private static (string Host, string Domain) Name(AdoptVm request, UnderstoodOrder order, VmConfig config, ClusterGuest guest)
    {
        var name = (config.Name ?? guest.Name ?? $"vm{guest.Vm.Id}").Split('.', 2);
        var host = request.HostName ?? name[0];
        if (!Words.IsHostName(host)) throw Refuse.Invalid($"{guest.Vm} is called '{host}', which is no host name; give it one with -HostName.", Text(guest.Vm.Id));
        return (host, request.Domain is null && name.Length == 2 && Words.IsDomain(name[1]) ? Words.Domain(name[1]) : order.Domain);
    }

    private static bool IsKey(string key)
    {
        try
        {
            return SshPublicKey.Checked(key) == key;
        }
        catch (ProvisioningException)
        {
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
