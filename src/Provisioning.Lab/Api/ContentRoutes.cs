using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>The volumes on a storage.</summary>
internal static partial class ContentRoutes
{
    private const string Path = "/nodes/{node}/storage/{storage}/content";

    public static IEnumerable<Route> All()
    {
        var mayRead = Route.Needs("/storage/{storage}", "Datastore.Audit", "Datastore.AllocateSpace");
        yield return Route.Of("GET", Path, mayRead, List, "content str\nvmid int 100..999999999") with { Protected = true };
        yield return Route.Of("POST", Path, Route.Needs("/storage/{storage}", "Datastore.AllocateSpace"), Allocate, """
            vmid! int 100..999999999
            filename! str
            size! str /\d+[MG]?/
            format enum raw qcow2 subvol vmdk
            """) with { Protected = true };
        yield return Route.Of("GET", Path + "/{volume*}", mayRead, c => Describe(c, Find(c) ?? throw Missing(c))) with { Protected = true };
        yield return Route.Of("PUT", Path + "/{volume*}", Route.Needs("/storage/{storage}", "Datastore.Allocate", "Datastore.AllocateSpace"), Change, "notes str\nprotected bool") with { Protected = true };
        yield return Route.Waiting("DELETE", Path + "/{volume*}", Route.Needs("/storage/{storage}", "Datastore.Allocate", "Datastore.AllocateSpace"), Delete, "delay int 1..30");
    }

    private static Storage StorageOf(Call call) => call.Cluster.Storage(call.Node, call.Required("storage"));

    private static string VolumeId(Call call)
    {
        var volume = call.Required("volume");
        return volume.Contains(':', StringComparison.Ordinal) ? volume : $"{call.Required("storage")}:{volume}";
    }

    private static Volume? Find(Call call) => StorageOf(call).Volumes.GetValueOrDefault(VolumeId(call));

    private static ApiError Missing(Call call) => ApiError.Failure($"volume_size_info on '{VolumeId(call)}' failed - no such volume");

    private static JToken List(Call call)
    {
        var wanted = call.Text("content");
        return new JArray(StorageOf(call).Volumes.Values
            .Where(v => (wanted is null || v.Content == wanted) && (call.Int("vmid") is not { } vmid || v.Vmid == vmid))
            .Select(v => Describe(call, v)));
    }

    private static JObject Describe(Call call, Volume volume)
    {
        var entry = new JObject
        {
            ["volid"] = volume.Id,
            ["content"] = volume.Content,
            ["format"] = volume.Format,
            ["size"] = volume.Size,
            ["used"] = volume.Size / 8,
            ["ctime"] = call.Cluster.Clock.Epoch(volume.Created),
        };
        if (volume.Vmid > 0) entry["vmid"] = volume.Vmid;
        if (volume.Content == "images") entry["parent"] = volume.Parent is { } parent ? $"../{parent[(parent.IndexOf(':', StringComparison.Ordinal) + 1)..]}" : null;
        if (volume.Content == "backup") entry["subtype"] = "qemu";
        if (volume.Notes is { } notes) entry["notes"] = notes;
        if (volume.Protected) entry["protected"] = 1;
        return entry;
    }

    private static JToken Allocate(Call call)
    {
        var storage = StorageOf(call);
        var match = FileName().Match(call.Required("filename"));
        if (!match.Success || match.Groups[1].Value != call.Vmid.ToString(CultureInfo.InvariantCulture))
            throw ApiError.Failure($"illegal name '{call.Required("filename")}' - should be 'vm-{call.Vmid}-*'");
        var format = match.Groups[3].Success ? match.Groups[3].Value : call.Text("format") ?? "raw";
        var id = storage.VolumeId(call.Vmid, $"vm-{call.Vmid}-{match.Groups[2].Value}", format);
        var text = call.Required("size");
        // A bare number is KiB here, unlike everywhere else.
        var size = char.IsDigit(text[^1]) ? DiskSize.Parse(text + "K") : DiskSize.Parse(text);
        if (!storage.Volumes.TryAdd(id, new Volume(id, call.Vmid, format, size, "images", null, call.Now)))
            throw ApiError.Failure($"disk image '{storage.PathOf(id)}' already exists");
        return id;
    }

    private static JToken? Change(Call call)
    {
        var volume = Find(call) ?? throw Missing(call);
        if (call.Text("notes") is { } notes) volume.Notes = notes;
        if (call.Text("protected") is { } on) volume.Protected = on == "1";
        return null;
    }

    private static IEnumerable<Step> Delete(Call call)
    {
        var storage = StorageOf(call);
        var owner = Find(call)?.Vmid ?? (Owner().Match(VolumeId(call)) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0);
        call.StartTask("imgdel", $"{owner}@{storage.Id}", task => Delete(call, storage, task));
        if (call.Int("delay") is not { } seconds) yield break;
        var task = call.Cluster.Tasks.Find((string)call.Data!)!;
        var deadline = call.Now + TimeSpan.FromSeconds(seconds);
        while (task.IsRunning && call.Now < deadline) yield return Step.Seconds(0.1);
        if (task.IsRunning) yield break;
        if (task.ExitStatus != "OK") throw ApiError.Failure(task.ExitStatus!);
        call.Data = null;
    }

    private static IEnumerable<Step> Delete(Call call, Storage storage, WorkerTask task)
    {
        var id = VolumeId(call);
        using var held = new Lease();
        yield return held.Take(storage.AllocationLock, shared: false, TimeSpan.FromSeconds(10), storage.LockTimeoutText);
        foreach (var step in task.Finish(TimeSpan.FromSeconds(call.Cluster.Durations.RemoveVolume))) yield return step;
        if (Find(call) is { Protected: true }) throw ApiError.Failure($"can't remove protected archive '{id}'");
        if (storage.ClonesOf(id).Any()) throw ApiError.Failure($"base volume '{id}' is still in use by linked cloned");
        if (!storage.Volumes.Remove(id)) task.Log.Add($"disk image '{storage.PathOf(id)}' does not exist");
        task.Log.Add($"Removed volume '{id}'");
    }

    [GeneratedRegex(@"^(?:vm|base)-(\d+)-([A-Za-z0-9_-]+)(?:\.(raw|qcow2|vmdk))?$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"(?:vm|base|qemu)-(\d+)-")]
    private static partial Regex Owner();
}
