using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Lab;

/// <summary>Creating, copying and removing volumes. Only creation holds the lock of the storage; copying runs outside it.</summary>
internal static partial class DiskWork
{
    private const long CloudInitSize = 4L << 20;

    private static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(10);

    /// <summary>Creates a volume under the lock of its storage and hands it to <paramref name="made"/>.</summary>
    public static IEnumerable<Step> Allocate(Cluster cluster, Storage storage, Func<Volume> make, List<string> log, Action<Volume> made, string errorPrefix = "")
    {
        using var allocation = new Lease();
        yield return allocation.Take(storage.AllocationLock, shared: false, s_lockWait, errorPrefix + storage.LockTimeoutText);
        yield return Step.Pause(TimeSpan.FromSeconds(cluster.Durations.Allocate));
        var volume = make();
        if (volume.Size > storage.Available)
            throw ApiError.Failure($"{errorPrefix}unable to create image: not enough space on storage '{storage.Id}'");
        log.Add($"Formatting '{storage.PathOf(volume.Id)}', fmt={volume.Format} size={volume.Size}");
        storage.Volumes[volume.Id] = volume;
        made(volume);
    }

    public static TimeSpan CopyTime(Cluster cluster, long bytes) =>
        TimeSpan.FromSeconds(cluster.Durations.CopyPerGiB * bytes / (1L << 30));

    /// <summary>The storage a new drive names, so that an unknown one is refused early; null when the value names none.</summary>
    public static string? StorageOf(string option, string value)
    {
        var file = PropertyString.Parse(value, VmOptions.DriveFormat(option)).GetValueOrDefault("file") ?? string.Empty;
        var colon = file.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? file[..colon] : null;
    }

    /// <summary>Turns what a drive asks for (<c>SID:GiB</c>, <c>SID:cloudinit</c>, a volume, <c>none</c>) into what the configuration holds.</summary>
    public static IEnumerable<Step> Materialise(Cluster cluster, Vm vm, string option, string value, List<string> log, Action<string> made, string errorPrefix = "")
    {
        var format = VmOptions.DriveFormat(option);
        var drive = PropertyString.Parse(value, format);
        var file = drive["file"];
        var request = NewVolume().Match(file);
        if (!request.Success)
        {
            made(PropertyString.Print(Adopt(cluster, vm, drive, file), format));
            yield break;
        }
        var storage = cluster.Storage(vm.Node, request.Groups["storage"].Value);
        var isCloudInit = request.Groups["what"].Value == "cloudinit";
        var fileFormat = drive.GetValueOrDefault("format") ?? (isCloudInit && storage.UsesFiles ? "qcow2" : "raw");
        var size = isCloudInit ? CloudInitSize : DiskSize.Parse(request.Groups["what"].Value + "G");
        if (drive.TryGetValue("import-from", out var source)) size = SizeOf(cluster, vm.Node, source);
        Volume? volume = null;
        foreach (var step in Allocate(cluster, storage, () => Make(cluster, storage, vm.Vmid, fileFormat, size, isCloudInit), log, v => volume = v, errorPrefix))
            yield return step;
        drive["file"] = volume!.Id;
        drive.Remove("format");
        drive.Remove("import-from");
        if (isCloudInit) drive["media"] = "cdrom";
        else drive["size"] = DiskSize.Format(size);
        var text = PropertyString.Print(drive, format);
        log.Add($"{option}: successfully created disk '{text}'");
        made(text);
    }

    /// <summary>Makes a copy or a linked clone of one drive for another VM, or for the same one on another storage.</summary>
    public static IEnumerable<Step> Copy(Cluster cluster, Vm target, string option, string value, CopyPlan plan, List<string> log, Action<string> made)
    {
        var format = VmOptions.DriveFormat(option);
        var drive = PropertyString.Parse(value, format);
        if (cluster.Locate(plan.SourceNode, drive["file"]) is not { Volume: { } source } place)
        {
            made(value);
            yield break;
        }
        var isCloudInit = IsCloudInitVolume(source.Id);
        var full = plan.Full || isCloudInit;
        var storage = full && plan.Storage is { } wanted ? cluster.Storage(target.Node, wanted) : place.Storage;
        var fileFormat = !storage.UsesFiles ? "raw" : full ? plan.Format ?? source.Format : "qcow2";
        log.Add($"create {(full ? "full" : "linked")} clone of drive {option} ({source.Id})");
        Volume? volume = null;
        Volume MakeCopy()
        {
            var made = Make(cluster, storage, target.Vmid, fileFormat, source.Size, isCloudInit);
            return full ? made : made with { Id = Storage.LinkedId(source.Id, made.Id), Parent = source.Id };
        }
        foreach (var step in Allocate(cluster, storage, MakeCopy, log, v => volume = v, plan.ErrorPrefix)) yield return step;
        log.Add($"allocated target volume '{volume!.Id}'");
        plan.Made.Add((storage, volume));
        if (full && !isCloudInit)
        {
            yield return Step.Pause(CopyTime(cluster, source.Size));
            var size = (source.Size / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture);
            log.Add($"transferred {size} GiB of {size} GiB (100.00%)");
        }
        drive["file"] = volume.Id;
        drive["size"] = DiskSize.Format(volume.Size);
        made(PropertyString.Print(drive, format));
    }

    public static bool IsCloudInitVolume(string volumeId) => volumeId.Contains("-cloudinit", StringComparison.Ordinal);

    private static Volume Make(Cluster cluster, Storage storage, int vmid, string format, long size, bool isCloudInit)
    {
        var id = isCloudInit ? storage.VolumeId(vmid, $"vm-{vmid}-cloudinit", format) : storage.NextDiskName(vmid, format);
        if (isCloudInit && storage.Volumes.ContainsKey(id)) throw ApiError.Failure($"disk image '{storage.PathOf(id)}' already exists");
        return new Volume(id, vmid, format, size, "images", null, cluster.Timeline.Now);
    }

    private static Dictionary<string, string> Adopt(Cluster cluster, Vm vm, Dictionary<string, string> drive, string file)
    {
        if (file is "none" or "cdrom" || !file.Contains(':', StringComparison.Ordinal)) return drive;
        drive.TryAdd("size", DiskSize.Format(SizeOf(cluster, vm.Node, file)));
        return drive;
    }

    private static long SizeOf(Cluster cluster, string node, string volumeId)
    {
        cluster.Storage(node, volumeId.Split(':')[0]);
        return cluster.Locate(node, volumeId)?.Volume?.Size ?? throw ApiError.Failure($"volume '{volumeId}' does not exist");
    }

    [GeneratedRegex(@"^(?<storage>[A-Za-z][\w.-]*):(?<what>\d+(\.\d+)?|cloudinit)$")]
    private static partial Regex NewVolume();
}

/// <summary>How the drives of a VM are copied, and which volumes that has made so far.</summary>
internal sealed record CopyPlan(string SourceNode, bool Full, string? Storage, string? Format, string ErrorPrefix = "")
{
    public List<(Storage Storage, Volume Volume)> Made { get; } = [];

    /// <summary>Takes back what was made.</summary>
    public void Undo()
    {
        foreach (var (storage, volume) in Made) storage.Volumes.Remove(volume.Id);
        Made.Clear();
    }
}
