using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>The first network card: model, MAC address, bridge, VLAN, limit and firewall flag. What else its line says is kept.</summary>
internal sealed class SetNetwork(VmTools tools) : ConfigStep(tools, "set_network", VmStatus.SetNetwork)
{
    private const string Slot = "net0";

    /// <summary>Bridge, VLAN, limit and firewall flag change under a running machine; another card does not.</summary>
    public override bool NeedsStop(VmConfig config, ConfigChange change) =>
        config.Net(0) is not { } present
        || change.Sets.Where(set => set.Key == Slot).Select(set => NetSpec.Parse(Slot, set.Value)).Any(card => card.Model != present.Model || !string.Equals(card.Mac, present.Mac, StringComparison.OrdinalIgnoreCase));

    public override ConfigChange Want(VmConfig config, VmWanted wanted)
    {
        var package = wanted.Package;
        var present = config.Net(0);
        var model = Model(package.NetworkModel) ?? present?.Model ?? wanted.Data.NetworkModel ?? "virtio";
        var mac = wanted.Data.Mac ?? present?.Mac;
        var card = present is null || present.Model != model || !string.Equals(present.Mac, mac, StringComparison.OrdinalIgnoreCase)
            ? Rebuilt(present, model, mac, wanted.Bridge)
            : present;
        if (card.Bridge != wanted.Bridge) card = card.WithBridge(wanted.Bridge);
        if ((card.Vlan ?? 0) != wanted.Vlan) card = card.WithVlan(wanted.Vlan == 0 ? null : wanted.Vlan);
        if ((card.RateMBps ?? 0) != package.NetworkMBps) card = card.WithRate(package.NetworkMBps == 0 ? null : package.NetworkMBps);
        if (card.Firewall != package.Firewall.Enabled) card = card.WithFirewall(package.Firewall.Enabled);
        return card == present ? new ConfigChange() : new ConfigChange().Set(card);
    }

    /// <summary>The line with another model or MAC address; the rest of it in its old order.</summary>
    private static NetSpec Rebuilt(NetSpec? present, string model, string? mac, string bridge)
    {
        var card = NetSpec.New(Slot, bridge, model, mac);
        foreach (var (key, value) in present?.Properties.Parts ?? [])
            if (key.Length > 0 && key is not ("model" or "macaddr" or "bridge") && key != present!.Model) card = card.With(key, value);
        return card;
    }

    private static string? Model(NetworkModel model) => model switch
    {
        NetworkModel.VirtIO => "virtio",
        NetworkModel.E1000 => "e1000",
        NetworkModel.Rtl8139 => "rtl8139",
        NetworkModel.Vmxnet3 => "vmxnet3",
        _ => null,
    };
}
