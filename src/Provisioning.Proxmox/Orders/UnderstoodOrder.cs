using System.Globalization;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>An order whose names were looked up and whose values were checked.</summary>
internal sealed record UnderstoodOrder
{
    public required long ClientId { get; init; }
    public required string Server { get; init; }
    /// <summary>The package with the order's options in force.</summary>
    public required VmPackage Package { get; init; }
    public required VmData Data { get; init; }
    public string? HostName { get; init; }
    public required string Domain { get; init; }
    public required SecretText Password { get; init; }
    public string? Reference { get; init; }
    public DateTimeOffset? DueDate { get; init; }

    /// <summary>Reads an order against the store.</summary>
    /// <exception cref="ProvisioningException">
    /// ClientNotFound, PackageNotFound, ServerNotFound, UnknownOption, InvalidValue, ContradictoryValues, UnknownMacro, OrderExists.
    /// </exception>
    public static UnderstoodOrder Of(OrderVm order, IStateReader state, Draw draw)
    {
        var client = ClientOf(order, state);
        var options = VmOptions.Checked(order.Options);
        var package = VmPackageRules.Checked(VmOptions.Apply(VmPackageCatalog.Get(state, order.Package), options));
        var server = ServerOf(order.Server ?? package.Server, state, package);
        if (order.OrderReference is { } reference)
        {
            Demand(reference.Trim().Length > 0 && reference.Length <= 128 && Words.IsOneLine(reference), "OrderReference", reference, "one line of 1 to 128 characters");
            if (state.ServiceOfOrder(reference) is { } earlier)
                throw new ProvisioningException(ErrorIds.OrderExists, ErrorKind.Conflict,
                    $"Order '{reference}' was taken already: it is service {earlier}. Give a new order another reference.", reference);
        }
        var template = order.OsTemplate ?? package.OsTemplate;
        Demand(template is >= VmPackageRules.MinVmId and <= VmPackageRules.MaxVmId, "OsTemplate", template.ToString(CultureInfo.InvariantCulture),
            "the VMID of a template, given with the order, as option 'Operating System' or in the package");
        Demand(order.HostName is null || Words.IsHostName(order.HostName), "HostName", order.HostName, Words.HostNameRule);
        var domain = Words.Domain(order.Domain ?? package.MainDomain);
        Demand(Words.IsDomain(domain), "Domain", order.Domain, "a DNS name such as example.com");
        Demand(order.TargetNode is null || Words.IsHostName(order.TargetNode), "TargetNode", order.TargetNode, "the name of a node");
        Demand(order.OsUser is null || Words.IsUserName(order.OsUser), "OsUser", order.OsUser, Words.UserNameRule);
        return new UnderstoodOrder
        {
            ClientId = client,
            Server = server,
            Package = package,
            HostName = order.HostName,
            Domain = domain,
            Password = order.Password is { } password ? MadeUp.CheckedPassword(password) : MadeUp.Password(draw),
            Reference = order.OrderReference,
            DueDate = order.DueDate,
            Data = new VmData
            {
                Template = template,
                TargetNode = order.TargetNode ?? package.TargetNode,
                Options = options,
                OsUser = order.OsUser ?? package.OsUser ?? MadeUp.UserName(draw),
                SshKeys = [.. order.SshKeys.Select(key => SshPublicKey.Checked(key)).Distinct()],
            },
        };
    }

    private static long ClientOf(OrderVm order, IStateReader state)
    {
        var byId = order.ClientId is { } id ? state.Client(id) : null;
        var byName = order.Client is { } name ? state.ClientByUserName(name) : null;
        if (order.ClientId is null && order.Client is null)
            throw Refuse.Invalid("The order names no client; give its user name or its number.");
        if ((order.ClientId is not null && byId is null) || (order.Client is not null && byName is null))
            throw new ProvisioningException(ErrorIds.ClientNotFound, ErrorKind.NotFound,
                $"There is no client {(byId is null && order.ClientId is { } missing ? missing.ToString(CultureInfo.InvariantCulture) : $"'{order.Client}'")}; enter the client first.", order.Client);
        if (byId is not null && byName is not null && byId.Id != byName.Id)
            throw Refuse.Contradiction($"Client {byId.Id} is '{byId.UserName}', not '{byName.UserName}'; give one of the two.", order.Client);
        return (byId ?? byName)!.Id;
    }

    private static string ServerOf(string? name, IStateReader state, VmPackage package)
    {
        if (name is null) throw Refuse.Invalid($"Neither the order nor package '{package.Name}' names a server; name one.", package.Name);
        return state.Server(name) switch
        {
            null => throw new ProvisioningException(ErrorIds.ServerNotFound, ErrorKind.NotFound, $"No server '{name}' is registered; register it first.", name),
            { Kind: ServerKind.Proxmox } server => server.Name,
            var other => throw Refuse.Invalid($"Server '{other.Name}' is no Proxmox VE server; name one for virtual machines.", name),
        };
    }

    private static void Demand(bool allowed, string field, string? value, string what)
    {
        if (!allowed) throw Refuse.Invalid($"{field} can't be '{value}'; allowed: {what}.", value);
    }
}
