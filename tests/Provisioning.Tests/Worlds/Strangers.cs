using Provisioning.Lab;

namespace Provisioning.Tests.Worlds;

/// <summary>Machines that somebody else made.</summary>
internal static class Strangers
{
    public const int VmId = 555;
    public const string Notes = "Anna's old web server\n\n* do not touch on Fridays";

    /// <summary>One that is just as <see cref="VmWorld.FullPackage"/> would have it.</summary>
    public static ScenarioVm Machine(Action<IDictionary<string, string>>? change = null, string? notes = Notes)
    {
        var config = new Dictionary<string, string>
        {
            ["name"] = "web.example.org", ["cores"] = "4", ["sockets"] = "1", ["memory"] = "4096", ["boot"] = "order=scsi0", ["agent"] = "1", ["ostype"] = "l26",
            ["scsi0"] = "shared1:555/vm-555-disk-0.qcow2,iops_rd=1000,iops_wr=500,mbps_rd=200,mbps_wr=100,size=10G",
            ["scsi1"] = "shared1:555/vm-555-disk-1.qcow2,mbps_rd=50,mbps_wr=50,size=20G",
            ["ide2"] = "shared1:555/vm-555-cloudinit.qcow2,media=cdrom",
            ["net0"] = "virtio=BC:24:11:00:55:00,bridge=vmbr0,firewall=1,rate=100",
            ["ipconfig0"] = "ip=192.0.2.40/24,gw=192.0.2.1,ip6=2001:db8::40/64,gw6=2001:db8::1",
            ["ciuser"] = "admin", ["nameserver"] = "192.0.2.53", ["searchdomain"] = "example.org",
        };
        if (notes is not null) config["description"] = notes;
        change?.Invoke(config);
        return new ScenarioVm
        {
            Vmid = VmId, Node = "pve1", Running = true, Config = config, Guest = new ScenarioGuest { Agent = true },
            Firewall = new ScenarioFirewall
            {
                Options = new Dictionary<string, string> { ["enable"] = "1", ["dhcp"] = "1", ["policy_in"] = "DROP" },
                Rules =
                [
                    new Dictionary<string, string> { ["type"] = "in", ["action"] = "ACCEPT", ["enable"] = "1", ["proto"] = "tcp", ["dport"] = "22", ["comment"] = "ssh" },
                    new Dictionary<string, string> { ["type"] = "in", ["action"] = "ACCEPT", ["enable"] = "1", ["proto"] = "icmp", ["comment"] = "ping" },
                ],
                IpSets = new Dictionary<string, IList<string>> { ["ipfilter-net0"] = ["192.0.2.40", "2001:db8::40"] },
            },
        };
    }

    /// <summary>The request to take it over.</summary>
    public static AdoptVm Request { get; } = new() { Server = VmWorld.Server, VmId = VmId, Package = VmWorld.Package, Client = "anna" };
}
