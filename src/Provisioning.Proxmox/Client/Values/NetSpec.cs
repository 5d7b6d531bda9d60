using System.Globalization;

namespace Provisioning.Proxmox.Client;

/// <summary>A network card of a machine: <c>net0: virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=5,rate=12.5,firewall=1</c>. Keys that are not known here are kept.</summary>
/// <param name="Slot">Where it is plugged in, e.g. <c>net0</c>.</param>
/// <param name="Properties">All that its line says.</param>
public sealed record NetSpec(string Slot, PropertyString Properties)
{
    /// <summary>Card models of Proxmox VE; the model's name is the key of the MAC address (source: <c>PVE::QemuServer</c>, <c>$nic_model_list</c>).</summary>
    private static readonly string[] Models =
    [
        "virtio", "e1000", "vmxnet3", "rtl8139", "e1000e", "e1000-82540em", "e1000-82544gc", "e1000-82545em",
        "i82551", "i82557b", "i82559er", "ne2k_isa", "ne2k_pci", "pcnet",
    ];

    /// <summary>Reads a card's line.</summary>
    public static NetSpec Parse(string slot, string value) => new(slot, PropertyString.Parse(value));

    /// <summary>The line of a new card; without a MAC address the server makes one.</summary>
    public static NetSpec New(string slot, string bridge, string model = "virtio", string? mac = null)
    {
        var card = mac is null ? PropertyString.Empty.With("", model) : PropertyString.Empty.With(model, mac);
        return new NetSpec(slot, card.With("bridge", bridge));
    }

    /// <summary>The card's model, e.g. <c>virtio</c>.</summary>
    public string? Model
    {
        get
        {
            foreach (var (key, value) in Properties.Parts)
            {
                if (key == "model" || (key.Length == 0 && Array.IndexOf(Models, value) >= 0)) return value;
                if (Array.IndexOf(Models, key) >= 0) return key;
            }
            return null;
        }
    }

    /// <summary>MAC address; null when the line leaves it to the server.</summary>
    public string? Mac => Properties["macaddr"] ?? (Model is { } model ? Properties[model] : null);

    /// <summary>The bridge the card is plugged into.</summary>
    public string? Bridge => Properties["bridge"];

    /// <summary>VLAN tag; null for untagged.</summary>
    public int? Vlan => int.TryParse(Properties["tag"], NumberStyles.None, CultureInfo.InvariantCulture, out var tag) ? tag : null;

    /// <summary>Rate limit in megabytes per second; null for none.</summary>
    public decimal? RateMBps => decimal.TryParse(Properties["rate"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) ? rate : null;

    /// <summary>Whether the machine's firewall looks at this card.</summary>
    public bool Firewall => Properties["firewall"] == "1";

    /// <summary>The same card on another bridge.</summary>
    public NetSpec WithBridge(string bridge) => With("bridge", bridge);
    /// <summary>The same card with a VLAN tag; null for untagged.</summary>
    public NetSpec WithVlan(int? vlan) => With("tag", vlan?.ToString(CultureInfo.InvariantCulture));
    /// <summary>The same card with a rate limit in megabytes per second; null for none.</summary>
    public NetSpec WithRate(decimal? mbps) => With("rate", mbps?.ToString("0.###", CultureInfo.InvariantCulture));
    /// <summary>The same card with the firewall on or off.</summary>
    public NetSpec WithFirewall(bool on) => With("firewall", on ? "1" : null);
    /// <summary>The same card with a property set (null removes it).</summary>
    public NetSpec With(string key, string? value) => this with { Properties = Properties.With(key, value) };

    /// <summary>The line as it is sent.</summary>
    public override string ToString() => Properties.ToString();
}
