using System.Runtime.CompilerServices;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Provisioning.Proxmox.Client;
using Provisioning.Tests.Http;

namespace Provisioning.Tests.ProxmoxClient;

/// <summary>Runs only where recordings of a real server lie beside the project (or at PVE_RECORDINGS): they are not ours to carry along.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordingsFactAttribute : FactAttribute
{
    public RecordingsFactAttribute()
    {
        if (Folder is null) Skip = "No recordings of a real Proxmox VE server: set PVE_RECORDINGS to the folder that holds 'golden'.";
    }

    public static string? Folder { get; } = Find();

    private static string? Find([CallerFilePath] string here = "")
    {
        var repository = Path.GetDirectoryName(here);
        for (var i = 0; i < 3; i++) repository = Path.GetDirectoryName(repository);
        string?[] places = [Environment.GetEnvironmentVariable("PVE_RECORDINGS"), repository is null ? null : Path.Combine(repository, "..", "shared", "pve")];
        foreach (var place in places)
            if (place is not null && Directory.Exists(Path.Combine(place, "golden"))) return Path.Combine(place, "golden");
        return null;
    }
}

public sealed class RecordingTests
{
    private static IEnumerable<JObject> Records() => Directory.GetFiles(RecordingsFactAttribute.Folder!, "*.jsonl").Order().SelectMany(File.ReadLines)
        .Select(line => JsonConvert.DeserializeObject<JObject>(line, new JsonSerializerSettings { DateParseHandling = DateParseHandling.None })!);

    [RecordingsFact]
    public void Every_recorded_refusal_has_a_meaning_and_one_line()
    {
        var seen = 0;
        foreach (var record in Records())
        {
            var response = (JObject)record["response"]!;
            var status = (int)response["status"]!;
            if (status < 400) continue;
            seen++;
            var reading = (string)record["request"]!["method"]! is "GET" or "HEAD";
            using var rig = new PveRig();
            var body = response["body"] is JObject json ? json.ToString(Formatting.None) : (string?)response["body"] ?? "";
            rig.Handler.Reply(status, body, (string?)response["reason"], response["body"] is JObject ? "application/json" : "text/plain");
            var error = rig.Fails(reading ? rig.Api.GetConfigAsync(PveRig.Vm, default) : rig.Api.RegenerateCloudInitAsync(PveRig.Vm, default));
            Assert.DoesNotContain(error.Message, char.IsControl);
            Assert.Equal(Expected(status, (string?)response["reason"] ?? "", body), error.Id);
        }
        Assert.True(seen > 50, $"Only {seen} refusals were found.");
    }

    [RecordingsFact]
    public void Every_recorded_task_is_read()
    {
        var seen = 0;
        foreach (var record in Records())
        {
            if (record["task"] is not JObject task || task["status"] is not JObject status) continue;
            seen++;
            var upid = Upid.Parse((string)task["upid"]!);
            using var rig = new PveRig();
            rig.Handler.Data(status.ToString(Formatting.None));
            var result = rig.Run(rig.Api.GetTaskAsync(upid, default));
            var exit = (string)status["exitstatus"]!;
            Assert.Equal(exit == "OK" || exit.StartsWith("WARNINGS", StringComparison.Ordinal), result.IsSuccess);
            Assert.Equal(((string)status["type"]!, (string)status["id"]!), (upid.Type, upid.Id));
        }
        Assert.True(seen > 50, $"Only {seen} tasks were found.");
    }

    [RecordingsFact]
    public void Every_recorded_answer_to_a_reading_request_is_read()
    {
        var read = 0;
        foreach (var record in Records())
        {
            var (request, response) = ((JObject)record["request"]!, (JObject)record["response"]!);
            if ((string)request["method"]! != "GET" || (int)response["status"]! != 200) continue;
            using var rig = new PveRig();
            rig.Handler.Otherwise = _ => ScriptedHandler.Make(200, response["body"]!.ToString(Formatting.None));
            if (Reader((string)request["path"]!) is not { } reader) continue;
            rig.Run(reader(rig.Api));
            read++;
        }
        Assert.True(read > 20, $"Only {read} answers were read.");
    }

    private static Func<ProxmoxApi, Task>? Reader(string path) => path.Split('?')[0].Split('/') switch
    {
        [_, "version"] => api => api.GetVersionAsync(default),
        [_, "nodes"] => api => api.ListNodesAsync(default),
        [_, "cluster", "resources"] => api => api.GetResourcesAsync(default),
        [_, "cluster", "status"] => api => api.GetClusterStatusAsync(default),
        [_, "cluster", "nextid"] => api => api.GetFreeVmIdAsync(default),
        [_, "cluster", "tasks"] => api => api.ListTasksAsync(default),
        [_, "nodes", _, "qemu"] => api => api.ListGuestsAsync("pve1", default),
        [_, "nodes", _, "qemu", _, "config"] => api => api.GetConfigAsync(PveRig.Vm, default),
        [_, "nodes", _, "qemu", _, "status", "current"] => api => api.GetStateAsync(PveRig.Vm, default),
        [_, "nodes", _, "qemu", _, "firewall", "options"] => api => api.GetFirewallOptionsAsync(PveRig.Vm, default),
        [_, "nodes", _, "qemu", _, "firewall", "rules"] => api => api.ListFirewallRulesAsync(PveRig.Vm, default),
        [_, "nodes", _, "qemu", _, "firewall", "ipset", _] => api => api.ListIpSetEntriesAsync(PveRig.Vm, "a", default),
        _ => null,
    };

    /// <summary>The meaning by a second, cruder reading of the same facts.</summary>
    private static string Expected(int status, string reason, string body) => (status, reason + body) switch
    {
        (401, _) => ErrorIds.CredentialRejected,
        (403, _) => ErrorIds.PrivilegeMissing,
        (595, _) => ErrorIds.NodeUnreachable,
        (_, var text) when text.Contains("Only root may use this option", StringComparison.Ordinal) => ErrorIds.PrivilegeMissing,
        (400, var text) when text.Contains("no such task", StringComparison.Ordinal) => ErrorIds.TaskLost,
        (400, var text) when text.Contains("VM 8900 already exists", StringComparison.Ordinal) => ErrorIds.RemoteIdTaken,
        (400, _) => ErrorIds.ParametersRefused,
        (_, var text) when text.Contains("VM is locked", StringComparison.Ordinal) => ErrorIds.MachineLocked,
        (_, var text) when text.Contains("config file already exists", StringComparison.Ordinal) || text.Contains("already exists on node", StringComparison.Ordinal) => ErrorIds.RemoteIdTaken,
        (_, var text) when text.Contains("onfiguration file", StringComparison.Ordinal) => ErrorIds.MachineMissing,
        (_, var text) when text.Contains("checksum mismatch", StringComparison.Ordinal) => ErrorIds.ConfigurationChanged,
        (_, var text) when text.Contains("hostname lookup", StringComparison.Ordinal) || text.Contains("no such cluster node", StringComparison.Ordinal) => ErrorIds.NodeUnreachable,
        (_, var text) when text.StartsWith("snapshot 'nosnap' does not exist", StringComparison.Ordinal) => ErrorIds.SnapshotNotFound,
        (_, var text) when text.StartsWith("QEMU guest agent is not running", StringComparison.Ordinal) => ErrorIds.GuestAgentMissing,
        (_, var text) when text.StartsWith("VM 8101 not running", StringComparison.Ordinal) => ErrorIds.MachineNotRunning,
        _ => ErrorIds.ServerRefused,
    };
}
