using Provisioning.Lab;

namespace Provisioning.Tests.Lab;

public class LabAccessTests
{
    [Fact]
    public void Every_error_of_the_parameters_is_reported_together()
    {
        using var bench = new LabBench();
        var answer = bench.Call("PUT", "/nodes/pve1/qemu/9000/config", "bogus=1&cores=0&net0=virtio%2Cbogus%3D1");
        Assert.Equal((400, "Parameter verification failed.", true), (answer.Status, answer.Reason, answer.Closes));
        Assert.Equal("value must have a minimum value of 1", (string?)answer.Json["errors"]!["cores"]);
        Assert.StartsWith("property is not defined in schema", (string?)answer.Json["errors"]!["bogus"], StringComparison.Ordinal);
        Assert.Equal(
            "invalid format - format error\nnet0.bogus: property is not defined in schema and the schema does not allow additional properties\n",
            (string?)answer.Json["errors"]!["net0"]);
    }

    [Fact]
    public void Old_servers_tell_the_text_in_the_reason_only()
    {
        var scenario = LabScenario.Demo();
        scenario.LegacyErrors = true;
        scenario.ResizeReturnsNull = true;
        using var bench = new LabBench(scenario);
        var answer = bench.Call("GET", "/nodes/pve1/qemu/1/config");
        Assert.Equal("{\"data\":null,\"errors\":{\"vmid\":\"value must have a minimum value of 100\"}}", answer.Text);
        Assert.Equal("Configuration file 'nodes/pve1/qemu-server/777.conf' does not exist", bench.Call("GET", "/nodes/pve1/qemu/777/config").Reason);
        Assert.Equal("{\"data\":null}", bench.Call("PUT", "/nodes/pve1/qemu/9000/resize", "disk=scsi0&size=3G").Text);
        Assert.EndsWith("size=3G", bench.Lab.FindVm(9000)!.Config["scsi0"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_without_rights_sees_short_lists_and_no_single_object()
    {
        using var bench = new LabBench(LabScenario.Recordings()) { Token = "op@pve!sep=11111111-2222-3333-4444-666666666666" };
        Assert.Equal(403, bench.Call("GET", "/nodes/pve1/qemu/9000/config").Status);
        Assert.All(bench.Get("/cluster/resources"), r => Assert.Equal("node", (string?)r["type"]));
        Assert.Empty(bench.Get("/access/permissions"));
    }

    [Fact]
    public void A_ticket_can_be_renewed_with_itself()
    {
        using var bench = new LabBench(LabScenario.Recordings()) { Token = null };
        var ticket = (string)bench.Call("POST", "/access/ticket", "username=op%40pve&password=secret").Data!["ticket"]!;
        bench.Clock.Advance(TimeSpan.FromMinutes(90));
        var renewed = (string)bench.Call("POST", "/access/ticket", $"username=op%40pve&password={Uri.EscapeDataString(ticket)}").Data!["ticket"]!;
        Assert.NotEqual(ticket, renewed);
        bench.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal(401, bench.Call("POST", "/access/ticket", $"username=op%40pve&password={Uri.EscapeDataString(ticket)}").Status);
        Assert.Equal(200, bench.Call("POST", "/access/ticket", $"username=op%40pve&password={Uri.EscapeDataString(renewed)}").Status);
    }

    [Fact]
    public void A_wrong_token_is_answered_after_three_seconds()
    {
        using var bench = new LabBench { Token = "root@pam!provisioning=wrong" };
        var start = bench.Clock.GetUtcNow();
        Assert.Equal(401, bench.Call("GET", "/version").Status);
        Assert.Equal(3, (bench.Clock.GetUtcNow() - start).TotalSeconds, 2);
    }

    [Fact]
    public void Changes_to_a_running_vm_wait_for_its_next_start()
    {
        using var bench = new LabBench();
        bench.Run("POST", LabBench.Clone, "newid=100");
        bench.Run("POST", "/nodes/pve1/qemu/100/status/start");
        bench.Call("PUT", "/nodes/pve1/qemu/100/config", "cores=8&name=new");
        Assert.Equal((8, 2), ((int)bench.Get("/nodes/pve1/qemu/100/config")["cores"]!, (int)bench.Get("/nodes/pve1/qemu/100/config?current=1")["cores"]!));
        Assert.Equal("new", (string?)bench.Get("/nodes/pve1/qemu/100/config?current=1")["name"]);
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve1/qemu/100/status/shutdown"));
        Assert.Equal("8", bench.Lab.FindVm(100)!.Config["cores"]);
    }

    [Fact]
    public void A_scenario_with_an_unknown_name_is_refused() =>
        Assert.ThrowsAny<Newtonsoft.Json.JsonException>(() => LabScenario.Parse("""{ "nodes": [ { "name": "a" } ], "sped": 3 }"""));
}
