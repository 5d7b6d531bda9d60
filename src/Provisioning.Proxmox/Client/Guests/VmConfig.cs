using System.Globalization;

namespace Provisioning.Proxmox.Client;

/// <summary>
/// A machine's configuration as read (<c>GET /nodes/{node}/qemu/{vmid}/config</c>). Every key is kept as text in the server's order:
/// the server mixes numbers and strings freely (<c>cores: 2</c>, <c>memory: "2048"</c>) and changes which is which between versions.
/// </summary>
public sealed class VmConfig
{
    private readonly IReadOnlyList<KeyValuePair<string, string>> _lines;
    private readonly Dictionary<string, string> _values;

    /// <summary>A configuration of these lines; of a repeated key the last one counts.</summary>
    public VmConfig(IReadOnlyList<KeyValuePair<string, string>> lines)
    {
        _lines = lines;
        _values = new Dictionary<string, string>(lines.Count, StringComparer.Ordinal);
        foreach (var (key, value) in lines) _values[key] = value;
        var drives = new List<DriveSpec>();
        var nets = new List<NetSpec>();
        foreach (var (key, value) in lines)
        {
            if (DriveSpec.IsSlot(key)) drives.Add(DriveSpec.Parse(key, value));
            else if (SlotName.Is(key, "net")) nets.Add(NetSpec.Parse(key, value));
        }
        Drives = drives;
        Nets = nets;
    }

    /// <summary>Every key with its text, in the server's order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Lines => _lines;

    /// <summary>A key's text; null when it is not set.</summary>
    public string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>SHA-1 of the configuration as read; sent back with a change, it makes the server refuse when somebody else changed it.</summary>
    public string? Digest => this["digest"];
    /// <summary>The machine's name.</summary>
    public string? Name => this["name"];
    /// <summary>The notes.</summary>
    public string? Description => this["description"];
    /// <summary>Tags as the server wrote them, separated by <c>;</c>.</summary>
    public string? Tags => this["tags"];
    /// <summary>What holds the machine, e.g. <c>clone</c>, <c>backup</c>; null when nothing does.</summary>
    public string? Lock => this["lock"];
    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate => Integer("template") == 1;
    /// <summary>Cores per socket (the server's default is 1).</summary>
    public int Cores => (int)Math.Clamp(Integer("cores") ?? 1, 0, int.MaxValue);
    /// <summary>CPU sockets (the server's default is 1).</summary>
    public int Sockets => (int)Math.Clamp(Integer("sockets") ?? 1, 0, int.MaxValue);
    /// <summary>Memory in MiB (the server's default is 512); since PVE 8 the key is a property string whose value without a key or <c>current</c> counts.</summary>
    public int MemoryMiB
    {
        get
        {
            var memory = PropertyString.Parse(this["memory"]);
            return int.TryParse(memory.Unnamed ?? memory["current"], NumberStyles.None, CultureInfo.InvariantCulture, out var mib) ? mib : 512;
        }
    }

    /// <summary>Drives in the server's order, CD drives among them.</summary>
    public IReadOnlyList<DriveSpec> Drives { get; }
    /// <summary>Network cards in the server's order.</summary>
    public IReadOnlyList<NetSpec> Nets { get; }
    /// <summary>What it boots from.</summary>
    public BootOrder Boot => BootOrder.Parse(this["boot"], this["bootdisk"]);
    /// <summary>The disk the system is on; null when none could be told apart.</summary>
    public DriveSpec? SystemDisk => Boot.FindSystemDisk(Drives);
    /// <summary>The drive that carries cloud-init's data; null when there is none.</summary>
    public DriveSpec? CloudInitDrive
    {
        get
        {
            foreach (var drive in Drives)
                if (drive.IsCloudInit) return drive;
            return null;
        }
    }

    /// <summary>Whether the server is told that the guest has an agent; the default is that it has none.</summary>
    public bool HasAgent => PropertyString.Parse(this["agent"]) is var agent && (agent.Unnamed ?? agent["enabled"]) == "1";
    /// <summary>cloud-init's user.</summary>
    public string? CloudInitUser => this["ciuser"];
    /// <summary>Whether cloud-init sets a password; the server never shows it.</summary>
    public bool HasCloudInitPassword => !string.IsNullOrEmpty(this["cipassword"]);
    /// <summary>The snippets that replace cloud-init's own data.</summary>
    public string? CloudInitCustom => this["cicustom"];
    /// <summary>Name servers, separated by spaces.</summary>
    public string? NameServer => this["nameserver"];
    /// <summary>Search domain.</summary>
    public string? SearchDomain => this["searchdomain"];
    /// <summary>The public keys cloud-init installs.</summary>
    public IReadOnlyList<string> SshKeys => Client.SshKeys.Decode(this["sshkeys"]);

    /// <summary>Volumes that are in no slot and belong to the machine all the same, by their names <c>unused0</c>, <c>unused1</c> ….</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Unused =>
        [.. _values.Where(value => value.Key.StartsWith("unused", StringComparison.Ordinal)).OrderBy(value => value.Key, StringComparer.Ordinal)];

    /// <summary>A drive by its slot; null when the slot is free.</summary>
    public DriveSpec? Drive(string slot) => this[slot] is { } value && DriveSpec.IsSlot(slot) ? DriveSpec.Parse(slot, value) : null;

    /// <summary>A network card by its number; null when the slot is free.</summary>
    public NetSpec? Net(int number) => this[Slot("net", number)] is { } value ? NetSpec.Parse(Slot("net", number), value) : null;

    /// <summary>What cloud-init sets on a card; null when nothing is set.</summary>
    public IpConfig? IpConfig(int number) => this[Slot("ipconfig", number)] is { } value ? Client.IpConfig.Parse(value) : null;

    /// <summary>A key's text as a whole number; null when it is not set or not one.</summary>
    public long? Integer(string key) =>
        long.TryParse(this[key], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Slot(string prefix, int number) => prefix + number.ToString(CultureInfo.InvariantCulture);
}
