using System.Globalization;
using System.Net.Mail;
using Provisioning.Engine;

namespace Provisioning;

internal sealed class ClientDirectory(IStateStore store, TimeProvider clock) : IClientDirectory
{
    public IEnumerable<ProvisioningClient> Find(string? userName) =>
        Pages.Stream((after, limit) => store.Read(r => r.ClientPage(after, limit)), c => c.Id).Where(c => NamePattern.Matches(userName, c.UserName));

    public ProvisioningClient Get(long id) => store.Read(r => r.Client(id)) ?? throw NotFound(id);

    public ProvisioningClient Create(ProvisioningClient client)
    {
        var sound = Checked(client) with { CreatedAt = clock.GetUtcNow() };
        return store.Write(Durability.Full, w => sound with { Id = w.AddClient(sound) });
    }

    public ProvisioningClient Update(ProvisioningClient client)
    {
        var sound = Checked(client);
        return store.Write(Durability.Full, w =>
        {
            var before = w.Client(client.Id) ?? throw NotFound(client.Id);
            var after = sound with { CreatedAt = before.CreatedAt };
            w.SaveClient(after);
            return after;
        });
    }

    public void Remove(long id) => store.Write(Durability.Full, w =>
    {
        var client = w.Client(id) ?? throw NotFound(id);
        var services = w.CountServices(clientId: id);
        if (services > 0)
            throw new ProvisioningException(ErrorIds.ClientInUse, ErrorKind.Busy, $"Client '{client.UserName}' still has {services} services; terminate them first.", client.UserName);
        w.DeleteClient(id);
    });

    private static ProvisioningClient Checked(ProvisioningClient client)
    {
        var name = client.UserName.Trim();
        if (name.Length is 0 or > 128 || name.Any(char.IsControl))
            throw Invalid(client, "the user name must have 1 to 128 characters");
        if (client.Email is { Length: > 0 } email && (!MailAddress.TryCreate(email, out var address) || address.Address != email))
            throw Invalid(client, $"'{email}' is no e-mail address");
        var twice = client.CustomFields.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw Invalid(client, $"the custom field '{twice.Key}' is there twice");
        if (client.CustomFields.Any(f => string.IsNullOrWhiteSpace(f.Name))) throw Invalid(client, "a custom field has no name");
        return client with { UserName = name };
    }

    private static ProvisioningException Invalid(ProvisioningClient client, string what) =>
        new(ErrorIds.InvalidValue, ErrorKind.Invalid, $"Client '{client.UserName}': {what}.", client.UserName);

    private static ProvisioningException NotFound(long id) =>
        new(ErrorIds.ClientNotFound, ErrorKind.NotFound, $"There is no client {id}; Get-ProvisioningClient lists them.", id.ToString(CultureInfo.InvariantCulture));
}
