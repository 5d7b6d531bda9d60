using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Which client is meant: a number, a user name, or an object that carries one of them. Text is a user name, digits included.</summary>
public sealed class ClientIdentity
{
    private ClientIdentity(long? id, string? userName) => (Id, UserName) = (id, userName);

    /// <summary>The client's number, if that was given.</summary>
    public long? Id { get; }

    /// <summary>The client's user name, if that was given.</summary>
    public string? UserName { get; }

    /// <summary>Reads what PowerShell binds.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It names no client.</exception>
    public static ClientIdentity Of(object value) => Arguments.Bare(value) switch
    {
        ClientIdentity known => known,
        ProvisioningClient client => new(client.Id, client.UserName),
        ProvisionedService service => new(service.ClientId, service.Client),
        string name => new(null, name),
        long or int or short or byte => new(Convert.ToInt64(Arguments.Bare(value), CultureInfo.InvariantCulture), null),
        _ when Arguments.Property(value, nameof(UserName)) is { } name => new(null, name.ToString()),
        _ => throw new ArgumentTransformationMetadataException($"'{value}' is not a client. Give a user name, a number or an object from Get-ProvisioningClient."),
    };

    /// <inheritdoc/>
    public override string ToString() => UserName ?? Id?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Looks the client up, or all whose user names fit the pattern.</summary>
    /// <exception cref="ProvisioningException">ClientNotFound.</exception>
    internal IEnumerable<ProvisioningClient> Search(IClientDirectory clients) =>
        Id is null ? Names.Search(UserName, clients.Find, _ => Find(clients)) : [clients.Get(Id.Value)];

    /// <summary>Looks the client up.</summary>
    /// <exception cref="ProvisioningException">ClientNotFound.</exception>
    internal ProvisioningClient Find(IClientDirectory clients) => Id is { } id
        ? clients.Get(id)
        : clients.Find(UserName).FirstOrDefault(c => string.Equals(c.UserName, UserName, StringComparison.OrdinalIgnoreCase))
            ?? throw new ProvisioningException(ErrorIds.ClientNotFound, ErrorKind.NotFound, $"No client has the user name '{UserName}'. Get-ProvisioningClient lists those there are.", UserName);
}
