using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>What a change of a configuration does, told to people and worked out before it is sent.</summary>
internal static partial class ConfigText
{
    private static readonly string[] Secret = ["cipassword", "sshkeys"];

    /// <summary>The change in one line, without secrets.</summary>
    public static string Describe(ConfigChange change) => string.Join(", ",
        change.Sets.Select(set => Secret.Contains(set.Key) ? set.Key : $"{set.Key}={set.Value}").Concat(change.Deletes.Select(key => $"no {key}")));

    /// <summary>Adds one change to another.</summary>
    public static ConfigChange Add(this ConfigChange change, ConfigChange other)
    {
        foreach (var (key, value) in other.Sets) change.Set(key, value);
        foreach (var key in other.Deletes) change.Delete(key);
        return change;
    }

    /// <summary>Whether it makes a disk, which can take longer than a request should.</summary>
    public static bool MakesDisk(ConfigChange change) => change.Sets.Any(set => DriveSpec.IsSlot(set.Key) && NewDisk().IsMatch(set.Value));

    /// <summary>The configuration that a change will leave, as far as can be known: no digest, and new disks with their size but no name.</summary>
    public static VmConfig After(VmConfig config, ConfigChange change)
    {
        var lines = config.Lines.Where(line => line.Key != "digest" && !change.Deletes.Contains(line.Key) && !change.Sets.Any(set => set.Key == line.Key)).ToList();
        foreach (var (key, value) in change.Sets)
            lines.Add(new(key, key == "cipassword" ? "**********" : NewDisk().Match(value) is { Success: true } disk && DriveSpec.IsSlot(key)
                ? DriveSpec.Parse(key, value).With("size", string.Create(CultureInfo.InvariantCulture, $"{disk.Groups[1].Value}G")).ToString()
                : value));
        return new VmConfig(lines);
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]*:([0-9]{1,9})(?:,|\z)")]
    private static partial Regex NewDisk();
}
