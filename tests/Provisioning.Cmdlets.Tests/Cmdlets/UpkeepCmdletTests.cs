using System.Management.Automation;
using System.Security;
using PowerShellDouble;
using Provisioning.Commands;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class UpkeepCmdletTests
{
    private static readonly VmDifference Drift = new() { ServiceId = 1, Fqdn = "a.example.com", Server = "pve1", VmId = 101, Property = "cores", Expected = "4", Actual = "1", Repairable = true, NeedsStop = true };

    /// <summary>No word about a machine that was named would read as "it is as it should be".</summary>
    [Fact]
    public void A_machine_that_is_not_compared_is_told_of_when_it_was_named()
    {
        var host = FakeHost.Installed().WithServices("fine", "busy", "half", "gone");
        host.ServiceTable[0] = host.ServiceTable[0] with { LocalStatus = VmStatus.Ready };
        host.ServiceTable[1] = host.ServiceTable[1] with { LocalStatus = VmStatus.Ready, Operation = "Stop", OperationState = OperationState.Waiting };
        host.ServiceTable[2] = host.ServiceTable[2] with { LocalStatus = VmStatus.SetNetwork };
        host.ServiceTable[3] = host.ServiceTable[3] with { Status = ServiceStatus.Terminated };
        var result = Pipeline.From(1, 2, 3, 4).To<CompareProvisionedVmCommand>().Run().OrThrow();
        Assert.Equal(3, result.Warnings.Count);
        Assert.Contains("Stop is under way; Wait-ProvisionedService 2", result.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("'set_network'", result.Warnings[1], StringComparison.Ordinal);
        Assert.Contains("terminated", result.Warnings[2], StringComparison.Ordinal);
        Assert.Empty(Pipeline.Of<CompareProvisionedVmCommand>().Run().OrThrow().Warnings);
    }

    [Fact]
    public void A_reinstallation_takes_template_keys_and_password()
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        var result = Pipeline.Of<InstallProvisionedVmCommand>(new { Id = new object[] { 1, 2 }, OsTemplate = 9001, SshPublicKey = new[] { "ssh-ed25519 AAAA a", " " }, OsPassword = Secure("s3cret!"), Confirm = false }).Run().OrThrow();
        Assert.Equal(2, result.Output.Count);
        Assert.Equal(["VmUpkeep.Reinstall 1 9001", "VmUpkeep.Reinstall 2 9001"], host.Calls.Where(c => c.Contains("Reinstall", StringComparison.Ordinal)));
        Assert.Equal(("ssh-ed25519 AAAA a", "s3cret!"), (Assert.Single(host.LastReinstall!.SshKeys!), host.LastReinstall.Password!.Reveal()));
        Assert.All(result.Questions, q => Assert.Contains("9001", $"{q}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reinstallation_without_keys_keeps_them_and_WhatIf_checks()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of<InstallProvisionedVmCommand>(new { Id = 1, Confirm = false }).Run().OrThrow();
        Assert.Null(host.LastReinstall!.SshKeys);
        host.Faults["VmUpkeep.CheckReinstall 1 7"] = new ProvisioningError(ErrorIds.TemplateNotFound, ErrorKind.NotFound, "There is no template 7.");
        var refused = Pipeline.Of<InstallProvisionedVmCommand>(new { Id = 1, OsTemplate = 7, WhatIf = true }).Run();
        Assert.StartsWith(ErrorIds.TemplateNotFound, Assert.Single(refused.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("VmUpkeep.Reinstall 1 7", host.Calls);
    }

    [Fact]
    public void A_password_goes_on_as_a_secret_and_stands_nowhere()
    {
        var host = FakeHost.Installed().WithServices("a");
        var result = Pipeline.Of<ResetVmPasswordCommand>(new { Id = 1, OsPassword = Secure("tell nobody"), Restart = true, Verbose = true, Confirm = false }).Run().OrThrow();
        Assert.Equal("tell nobody", host.LastPassword!.Reveal());
        Assert.Contains("VmUpkeep.ResetPassword 1 True", host.Calls);
        Assert.DoesNotContain(result.Verbose, line => $"{line}".Contains("tell nobody", StringComparison.Ordinal));
        Pipeline.Of<ResetVmPasswordCommand>(new { Id = 1, Confirm = false }).Run().OrThrow();
        Assert.Null(host.LastPassword);
    }

    [Fact]
    public void Templates_stream_and_a_server_out_of_reach_is_one_error()
    {
        var host = FakeHost.Installed();
        host.TemplateTable.Add(new("pve1", new OsTemplate { Server = "pve1", VmId = 9000, Node = "n1", Usable = true }, null));
        host.TemplateTable.Add(new("pve1", new OsTemplate { Server = "pve1", VmId = 9001, Node = "n1", Problem = "no cloud-init drive" }, null));
        host.TemplateTable.Add(new("pve2", null, new ProvisioningError(ErrorIds.ServerUnreachable, ErrorKind.Unreachable, "pve2 can't be reached.")));
        var all = Pipeline.Of<GetOsTemplateCommand>(new { }).Run();
        Assert.Equal([9000, 9001], all.OutputOf<OsTemplate>().Select(t => t.VmId));
        Assert.Equal("pve2", Assert.Single(all.Errors).TargetObject);
        Assert.Single(Pipeline.Of<GetOsTemplateCommand>(new { Server = "pve1", Usable = true }).Run().OrThrow().Output);
    }

    [Fact]
    public void Options_of_a_machine_taken_over_may_be_text_as_in_a_column_of_a_file()
    {
        var host = FakeHost.Installed();
        Pipeline.Of<RegisterProvisionedVmCommand>(new { Server = "pve1", VmId = 555, Package = "small", Client = "ann", Options = "cores=4;memory=8" }).Run().OrThrow();
        Assert.Equal(["CPU Cores=4", "RAM=8"], host.LastAdoption!.Options.Select(option => $"{option.Key}={option.Value}").Order());

        var failed = Pipeline.Of<RegisterProvisionedVmCommand>(new { Server = "pve1", VmId = 555, Package = "small", Client = "ann", Options = "cores" }).Run();
        Assert.StartsWith("InvalidValue", Assert.Single(failed.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(failed.Output);
    }

    [Fact]
    public void A_machine_is_looked_at_before_the_question_and_remarks_are_warnings()
    {
        var host = FakeHost.Installed();
        host.Remarks.Add("It has no cloud-init drive.");
        var whatIf = Pipeline.Of<RegisterProvisionedVmCommand>(new { Server = "pve1", VmId = 555, Package = "small", Client = "ann", IPAddress = "192.0.2.40/24; 2001:db8::40", WhatIf = true }).Run().OrThrow();
        Assert.Equal(["192.0.2.40/24", "2001:db8::40"], host.LastAdoption!.Addresses);
        Assert.Contains("VmUpkeep.PrepareAdoption 555", host.Calls);
        Assert.DoesNotContain("VmUpkeep.Adopt 555", host.Calls);
        Assert.Single(whatIf.Warnings);
        Assert.Contains("192.0.2.40 (four)", $"{Assert.Single(whatIf.Questions)}", StringComparison.Ordinal);
        var taken = Pipeline.Of<RegisterProvisionedVmCommand>(new { Server = "pve1", VmId = 555, Package = "small", ClientId = 1L }).Run().OrThrow();
        Assert.Single(taken.Output);
        Assert.Contains("VmUpkeep.Adopt 555", host.Calls);
    }

    [Fact]
    public void One_machine_that_cannot_be_taken_over_does_not_stop_the_others()
    {
        var host = FakeHost.Installed();
        host.Faults["VmUpkeep.PrepareAdoption 556"] = new ProvisioningError(ErrorIds.ForeignMachine, ErrorKind.Unsafe, "VM 556 carries another mark.");
        var result = Pipeline.From(Row(555), Row(556), Row(557)).To<RegisterProvisionedVmCommand>(new { }).Run();
        Assert.Equal(2, result.Output.Count);
        Assert.StartsWith(ErrorIds.ForeignMachine, Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);

        static PSObject Row(int vmId) => CmdletAssert.Row(new { Server = "pve1", VmId = $"{vmId}", Package = "small", Client = "ann" });
    }

    [Fact]
    public void Differences_stream_by_filter_and_by_service()
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        host.DifferenceTable.Add(new("pve1", Drift, null));
        host.DifferenceTable.Add(new("pve1", Drift with { Property = "lock", Repairable = false }, null));
        Assert.Equal(2, Pipeline.Of<CompareProvisionedVmCommand>(new { Server = "pve1", Package = "small" }).Run().OrThrow().Output.Count);
        Assert.Equal(("pve1", "small"), (host.LastFilter!.Server, host.LastFilter.Package));
        Assert.Single(Pipeline.Of<CompareProvisionedVmCommand>(new { Repairable = true }).Run().OrThrow().Output);
        Pipeline.Of<CompareProvisionedVmCommand>(new { Id = new[] { 1, 2 } }).Run().OrThrow();
        Assert.Equal([1L, 2L], host.LastFilter!.Ids!);
        Assert.Single(Pipeline.Of<CompareProvisionedVmCommand>(new { Id = 99 }).Run().Errors);
    }

    [Fact]
    public void A_repair_takes_differences_and_asks_once_a_machine()
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        var result = Pipeline.From(Drift, Drift with { Property = "memory" }, Drift with { ServiceId = 2, Property = "mark", Repairable = false, Severity = DifferenceSeverity.Error, Reason = "It is left alone." })
            .To<RepairProvisionedVmCommand>(new { AllowRestart = true, Confirm = false }).Run().OrThrow();
        Assert.Equal(["VmUpkeep.Repair 1 True"], host.Calls.Where(c => c.Contains("Repair", StringComparison.Ordinal)));
        Assert.Single(result.Output);
        Assert.Contains("mark", $"{Assert.Single(result.Warnings)}", StringComparison.Ordinal);
    }

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var c in text) secure.AppendChar(c);
        return secure;
    }
}
