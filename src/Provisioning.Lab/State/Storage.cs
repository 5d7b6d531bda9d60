using System.Globalization;

namespace Provisioning.Lab;

/// <summary>A volume on a storage.</summary>
internal sealed record Volume(string Id, int Vmid, string Format, long Size, string Content, string? Parent, TimeSpan Created)
{
    public string? Notes { get; set; }
    public bool Protected { get; set; }

    /// <summary>The configuration inside a backup.</summary>
    public IReadOnlyDictionary<string, string>? Backup { get; init; }
}

/// <summary>One storage as one node sees it; the nodes share the object of a shared storage.</summary>
internal sealed class Storage(ScenarioStorage definition, Timeline timeline)
{
    public ScenarioStorage Definition { get; } = definition;
    public string Id => Definition.Id;
    public bool Shared => Definition.Shared;
    public SimulatedLock AllocationLock { get; } = new(timeline);
    public SortedDictionary<string, Volume> Volumes { get; } = new(StringComparer.Ordinal);

    public bool UsesFiles => Definition.Type is "dir" or "nfs" or "cifs" or "cephfs" or "btrfs";

    public bool CanSnapshot(Volume volume) => UsesFiles ? volume.Format == "qcow2" : Definition.Type is "lvmthin" or "zfspool" or "rbd";

    public bool Holds(string content) => Definition.Content.Split(',').Contains(content);

    public long Used => Volumes.Values.Sum(v => v.Size);

    public long Available => Math.Max(0, Definition.TotalBytes - Used);

    public string LockTimeoutText => Shared
        ? $"cfs-lock 'storage-{Id}' error: got lock request timeout"
        : $"can't lock file '/var/lock/pve-manager/pve-storage-{Id}' - got timeout";

    public string PathOf(string volumeId) => $"{Definition.Path}/images/{volumeId[(volumeId.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('/', 3) switch
    {
        [_, _, var clone] => clone,
        var parts => string.Join('/', parts),
    }}";

    /// <summary>A free name for a disk of a VM.</summary>
    public string NextDiskName(int vmid, string format)
    {
        for (var i = 0; ; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"disk-{i}");
            if (!Volumes.Values.Any(v => v.Vmid == vmid && BareName(v.Id).EndsWith(name, StringComparison.Ordinal)))
                return VolumeId(vmid, $"vm-{vmid}-{name}", format);
        }
    }

    public string VolumeId(int vmid, string name, string format) => UsesFiles ? $"{Id}:{vmid}/{name}.{format}" : $"{Id}:{name}";

    /// <summary>The id of a linked clone: on file storages and with named bases it goes through its base.</summary>
    public static string LinkedId(string baseId, string cloneId) => $"{baseId}/{cloneId[(cloneId.IndexOf(':', StringComparison.Ordinal) + 1)..]}";

    public IEnumerable<Volume> ClonesOf(string baseId) => Volumes.Values.Where(v => v.Parent == baseId);

    private static string BareName(string volumeId)
    {
        var name = volumeId[(volumeId.LastIndexOfAny(['/', ':']) + 1)..];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? name : name[..dot];
    }
}

/// <summary>Sizes as the API reads and writes them.</summary>
internal static class DiskSize
{
    private const string Units = "KMGT";

    /// <summary>Bytes of <c>5G</c>, <c>1.5G</c> or a bare number of bytes.</summary>
    public static long Parse(string text)
    {
        var unit = Units.IndexOf(text[^1], StringComparison.Ordinal);
        var number = double.Parse(unit < 0 ? text : text[..^1], CultureInfo.InvariantCulture);
        return (long)Math.Round(number * Math.Pow(1024, unit + 1));
    }

    /// <summary>The largest unit that shows the size without a fraction.</summary>
    public static string Format(long bytes)
    {
        var unit = -1;
        while (unit < Units.Length - 1 && bytes >= 1024 && bytes % 1024 == 0)
        {
            bytes /= 1024;
            unit++;
        }
        var digits = bytes.ToString(CultureInfo.InvariantCulture);
        return unit < 0 ? digits : digits + Units[unit];
    }
}
