namespace Provisioning.Proxmox.Client;

/// <summary>A machine as its node lists it (<c>GET /nodes/{node}/qemu</c>).</summary>
public sealed record NodeGuest
{
    /// <summary>Where it is.</summary>
    public required VmRef Vm { get; init; }
    /// <summary>Its name.</summary>
    public string? Name { get; init; }
    /// <summary><c>running</c> or <c>stopped</c>.</summary>
    public string? Status { get; init; }
    /// <summary>What holds the machine; null when nothing does.</summary>
    public string? Lock { get; init; }
    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate { get; init; }
    /// <summary>Tags, separated by <c>;</c>.</summary>
    public string? Tags { get; init; }

    internal static NodeGuest From(string node, JsonObject data) => new()
    {
        Vm = new VmRef(node, data.RequiredVmId("vmid")),
        Name = data.Text("name"),
        Status = data.Text("status"),
        Lock = data.Text("lock"),
        IsTemplate = data.Flag("template"),
        Tags = data.Text("tags"),
    };
}
