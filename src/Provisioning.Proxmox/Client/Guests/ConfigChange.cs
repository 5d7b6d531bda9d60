using System.Globalization;

namespace Provisioning.Proxmox.Client;

/// <summary>
/// A change to a machine's configuration: keys to set and keys to remove. An empty value cannot be sent (the server takes it as absent and
/// silently keeps the old one), so setting a key to nothing removes it.
/// </summary>
public sealed class ConfigChange
{
    private readonly List<KeyValuePair<string, string>> _sets = [];
    private readonly List<string> _deletes = [];

    /// <summary>Keys to set, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Sets => _sets;
    /// <summary>Keys to remove.</summary>
    public IReadOnlyList<string> Deletes => _deletes;
    /// <summary>The digest the change was made for: the server refuses (ConfigurationChanged) when the configuration is another by now.</summary>
    public string? Digest { get; set; }
    /// <summary>Nothing to send; the server refuses an empty change (<c>no options specified</c>).</summary>
    public bool IsEmpty => _sets.Count == 0 && _deletes.Count == 0;

    /// <summary>Sets a key; null or empty removes it.</summary>
    public ConfigChange Set(string key, string? value)
    {
        if (string.IsNullOrEmpty(value)) return Delete(key);
        _deletes.Remove(key);
        _sets.RemoveAll(pair => pair.Key == key);
        _sets.Add(new(key, value));
        return this;
    }

    /// <summary>Sets a key to a whole number.</summary>
    public ConfigChange Set(string key, long value) => Set(key, value.ToString(CultureInfo.InvariantCulture));
    /// <summary>Sets a key to 1 or 0.</summary>
    public ConfigChange Set(string key, bool value) => Set(key, value ? "1" : "0");
    /// <summary>Sets a drive's line.</summary>
    public ConfigChange Set(DriveSpec drive) => Set(drive.Slot, drive.ToString());
    /// <summary>Sets a network card's line.</summary>
    public ConfigChange Set(NetSpec net) => Set(net.Slot, net.ToString());
    /// <summary>Sets what cloud-init does on a card.</summary>
    public ConfigChange Set(int card, IpConfig address) => Set("ipconfig" + card.ToString(CultureInfo.InvariantCulture), address.ToString());
    /// <summary>Sets the public keys that cloud-init installs; none removes them.</summary>
    public ConfigChange SetSshKeys(IEnumerable<string> keys) => Set("sshkeys", SshKeys.Encode(keys));

    /// <summary>Removes a key; a known key that is not set is no error.</summary>
    public ConfigChange Delete(string key)
    {
        _sets.RemoveAll(pair => pair.Key == key);
        if (!_deletes.Contains(key)) _deletes.Add(key);
        return this;
    }

    /// <summary>Makes the server refuse when the configuration is no longer the one that was read.</summary>
    public ConfigChange For(VmConfig read)
    {
        Digest = read.Digest;
        return this;
    }
}
