using System.Text;
using Provisioning.Proxmox.Client;
using Provisioning.Tests.Http;

namespace Provisioning.Tests.ProxmoxClient;

/// <summary>Whatever a server answers, callers see typed errors only, and soon.</summary>
public sealed class HostileReplyTests
{
    private static readonly Upid Task1 = Upid.Parse("UPID:pve1:00002554:00053D69:6B01D371:qmclone:8101:root@pam!full:");

    private static readonly Func<ProxmoxApi, Task>[] Calls =
    [
        api => api.GetVersionAsync(default), api => api.GetPermissionsAsync(default), api => api.GetResourcesAsync(default), api => api.GetClusterStatusAsync(default),
        api => api.ListNodesAsync(default), api => api.ListStoragesAsync("pve1", default), api => api.GetFreeVmIdAsync(default), api => api.GetConfigAsync(PveRig.Vm, default),
        api => api.GetStateAsync(PveRig.Vm, default), api => api.ListGuestsAsync("pve1", default), api => api.ListTasksAsync(default), api => api.GetTaskAsync(Task1, default),
        api => api.GetTaskLogAsync(Task1, 0, 50, default), api => api.GetFirewallOptionsAsync(PveRig.Vm, default), api => api.ListFirewallRulesAsync(PveRig.Vm, default),
        api => api.ListIpSetsAsync(PveRig.Vm, default), api => api.ListIpSetEntriesAsync(PveRig.Vm, "a", default), api => api.StartAsync(PveRig.Vm, default),
        api => api.CloneAsync(PveRig.Vm, new CloneRequest(200), default), api => api.ChangeConfigAsync(PveRig.Vm, new ConfigChange().Set("cores", 1), default),
    ];

    private static readonly string[] Seeds =
    [
        """{"data":{"version":"9.2.11","release":"9.2"}}""",
        """{"data":[{"type":"node","node":"pve1","status":"online"},{"type":"qemu","node":"pve1","vmid":100},{"type":"storage","node":"pve1","storage":"local"}]}""",
        """{"data":{"scsi0":"local:8900/vm-8900-disk-0.qcow2,size=1G","memory":"128","net0":"virtio=BC:24:11:83:87:6B,bridge=vmbr0","boot":"order=scsi0","cores":2}}""",
        """{"data":[{"upid":"UPID:pve1:00002554:00053D69:6B01D371:qmdestroy:8101:root@pam!full:","status":"OK","endtime":1795281777,"saved":"1"}]}""",
        """{"data":"UPID:pve1:00002554:00053D69:6B01D371:qmdestroy:8101:root@pam!full:"}""",
        """{"data":{"status":"stopped","exitstatus":"OK","ha":{"managed":0},"pid":5}}""",
        """{"data":null,"message":"Parameter verification failed.\n","errors":{"vmid":"VM 8900 already exists"}}""",
        """{"data":[{"pos":0,"type":"in","action":"ACCEPT","enable":1,"digest":"x","cidr":"10.0.0.0/24","name":"a","n":1,"t":"line"}]}""",
    ];

    public static TheoryData<string, string> Odd => new()
    {
        { "", "application/json" }, { "null", "application/json" }, { "[]", "application/json" }, { "{}", "application/json" }, { "\"x\"", "application/json" },
        { "<html><body>502 Bad Gateway</body></html>", "text/html" }, { """{"data":""", "application/json" }, { """{"data":{"data":1}""", "application/json" },
        { """{"data":1e999999}""", "application/json" }, { """{"data":[[[[1]]]]}""", "application/json" }, { """{"data":{"node":{},"vmid":[],"status":{}}}""", "application/json" },
        { """{"data":[null,1,"x",[],{}]}""", "application/json" }, { """{"data":new Date(1)}""", "application/json" }, { "\u0000\u0001\ufffd", "application/json" },
        { """{"data":[{"type":"qemu","node":"..","vmid":99999999999999999999}]}""", "application/json" }, { """{"data":-1}""", "application/json" },
    };

    [Theory, MemberData(nameof(Odd))]
    public void An_odd_answer_is_a_typed_error_or_harmless(string body, string type)
    {
        foreach (var call in Calls) Ask(call, 200, body, type);
    }

    [Fact]
    public void Deep_nesting_is_not_followed()
    {
        var deep = "{\"data\":" + new string('[', 200_000) + new string(']', 200_000) + "}";
        foreach (var call in Calls) Assert.True(Ask(call, 200, deep, "application/json") is ErrorIds.BadReply or ErrorIds.OutcomeUnknown);
    }

    [Fact]
    public void A_huge_answer_is_cut_off()
    {
        var huge = "{\"data\":\"" + new string('x', 17 * 1024 * 1024) + "\"}";
        Assert.Equal(ErrorIds.ReplyTooLarge, Ask(Calls[0], 200, huge, "application/json"));
        Assert.Equal(ErrorIds.OutcomeUnknown, Ask(api => api.StartAsync(PveRig.Vm, default), 200, huge, "application/json"));
    }

    [Fact]
    public void A_change_answered_with_nonsense_may_have_happened() =>
        Assert.Equal(ErrorIds.OutcomeUnknown, Ask(api => api.StartAsync(PveRig.Vm, default), 200, "<html>", "text/html"));

    [Fact]
    public void Mangled_answers_never_throw_anything_raw()
    {
        var random = new Random(20261);
        int[] statuses = [200, 200, 200, 400, 401, 403, 500, 501, 595, 596, 302, 204, 429];
        for (var i = 0; i < 2000; i++)
        {
            var body = ValueTests.Mangle(Seeds[random.Next(Seeds.Length)], random);
            if (random.Next(4) == 0) body = body[..random.Next(body.Length + 1)];
            Ask(Calls[random.Next(Calls.Length)], statuses[random.Next(statuses.Length)], body, random.Next(5) == 0 ? "text/html" : "application/json");
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_are_no_answer()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            Ask(Calls[i % Calls.Length], 200, Encoding.Latin1.GetString(bytes), "application/octet-stream");
        }
    }

    /// <returns>The id of the error; null when there was none.</returns>
    private static string? Ask(Func<ProxmoxApi, Task> call, int status, string body, string type)
    {
        using var rig = new PveRig();
        rig.Handler.Otherwise = _ => ScriptedHandler.Make(status, body, null, type);
        try
        {
            rig.Run(call(rig.Api));
            return null;
        }
        catch (ProvisioningException e)
        {
            Assert.DoesNotContain(e.Error.Message, char.IsControl);
            Assert.True(e.Error.Message.Length < 2000);
            return e.Error.Id;
        }
    }
}
