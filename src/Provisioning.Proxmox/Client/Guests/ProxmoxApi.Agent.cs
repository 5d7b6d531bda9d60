using Newtonsoft.Json.Linq;

namespace Provisioning.Proxmox.Client;

/// <content>The guest agent: it answers when the guest has one, runs and has booted.</content>
public sealed partial class ProxmoxApi
{
    /// <summary>Sets a guest's password at once. Asking twice is harmless.</summary>
    /// <exception cref="ProvisioningException">MachineNotRunning, ServerRefused (no agent, no such user), PrivilegeMissing, OutcomeUnknown.</exception>
    public Task SetGuestPasswordAsync(VmRef vm, string user, SecretText password, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, VmPath(vm, "/agent/set-user-password"), new Form().Add("username", user).Add("password", password.Reveal()), vm.ToString(), cancellation);

    /// <summary>The network cards that a guest sees, with their addresses.</summary>
    /// <exception cref="ProvisioningException">MachineNotRunning, ServerRefused (no agent), PrivilegeMissing.</exception>
    public async Task<IReadOnlyList<GuestInterface>> ListGuestInterfacesAsync(VmRef vm, CancellationToken cancellation)
    {
        var data = JsonObject.From(await GetAsync(VmPath(vm, "/agent/network-get-interfaces"), vm.ToString(), cancellation).ConfigureAwait(false));
        foreach (var member in data.Members)
            if (member.Name == "result") return JsonReply.List(member.Value, GuestInterface.From);
        throw JsonReply.Unexpected("a guest's network cards");
    }
}

/// <summary>A network card as the guest sees it.</summary>
public sealed record GuestInterface
{
    /// <summary>The guest's name for it.</summary>
    public required string Name { get; init; }
    /// <summary>MAC address; null for what has none.</summary>
    public string? Mac { get; init; }
    /// <summary>Addresses with prefix length: <c>192.0.2.10/24</c>.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    internal static GuestInterface From(JsonObject data)
    {
        var addresses = new List<string>();
        foreach (var member in data.Members)
            if (member.Name == "ip-addresses" && member.Value is JArray list)
                foreach (var item in list.OfType<JObject>())
                    if (JsonObject.From(item) is var entry && entry.Text("ip-address") is { } address) addresses.Add($"{address}/{entry.Text("prefix")}");
        return new GuestInterface { Name = data.RequiredText("name"), Mac = data.Text("hardware-address"), Addresses = addresses };
    }
}
