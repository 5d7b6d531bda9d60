using System.Diagnostics;
using System.Management.Automation;
using System.Reflection;
using PowerShellDouble;
using Provisioning.Commands;
using static Provisioning.Cmdlets.Tests.Cmdlets.CmdletAssert;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>What holds for every cmdlet.</summary>
public class CommonBehaviourTests
{
    private static readonly Dictionary<string, object?> Needed = new()
    {
        ["Register-ProvisioningServer"] = new { Name = "new", Endpoint = "pve9", Credential = Credential("root@pam", "x") },
        ["Set-ProvisioningServer"] = new { Name = "pve1", Notes = "x" },
        ["Unregister-ProvisioningServer"] = new { Name = "pve1" },
        ["New-VmPackage"] = new { Name = "new" },
        ["Set-VmPackage"] = new { Name = "small", Cores = 3 },
        ["Remove-VmPackage"] = new { Name = "small" },
        ["New-IpPool"] = new { Name = "new", Server = "pve1", Cidr = "192.0.2.0/24", Gateway = "192.0.2.1" },
        ["Set-IpPool"] = new { Name = "blue", Vlan = 3 },
        ["Remove-IpPool"] = new { Name = "blue" },
        ["New-ProvisioningClient"] = new { UserName = "new" },
        ["Set-ProvisioningClient"] = new { Client = "ann", City = "x" },
        ["Remove-ProvisioningClient"] = new { Client = "ann" },
        ["Initialize-ProvisioningStore"] = new { },
        ["Backup-ProvisioningStore"] = new { Path = "/srv/copy" },
        ["New-ProvisionedVm"] = new { Package = "small", Client = "ann" },
        ["Invoke-ProvisioningTick"] = new { },
        ["Register-DnsZone"] = new { Name = "new.example", Provider = "PowerDns", Endpoint = "http://ns1:8081", ApiKey = Credential("any", "x").Password },
        ["Set-DnsZone"] = new { Name = "example.com", Ttl = 60 },
        ["Unregister-DnsZone"] = new { Name = "example.com" },
        ["Sync-DnsRecord"] = new { },
        ["Set-ReverseDns"] = new { Address = "192.0.2.1", HostName = "mail.example.com" },
        ["Set-ProvisionedService"] = new { Id = 1, AdminNotes = "x" },
        ["Reset-ServiceStatus"] = new { Id = 1, LocalStatus = "ready" },
        ["Restore-ProvisionedVmSnapshot"] = new { Id = 1, Name = "before" },
        ["Remove-ProvisionedVmSnapshot"] = new { Id = 1, Name = "before" },
        ["Set-ProvisionedVmSnapshotSchedule"] = new { Id = 1, At = "03:00" },
        ["Restore-ProvisionedVmBackup"] = new { Id = 1, Volume = "pbs:backup/1" },
        ["Remove-ProvisionedVmBackup"] = new { Id = 1, Volume = "pbs:backup/1" },
        ["Set-ProvisionedVmBackupSchedule"] = new { Id = 1, At = "03:00" },
        ["Install-ProvisionedVm"] = new { Id = 1 },
        ["Reset-VmPassword"] = new { Id = 1 },
        ["Register-ProvisionedVm"] = new { Server = "pve1", VmId = 555, Package = "small", Client = "ann" },
        ["Repair-ProvisionedVm"] = new { Id = 1 },
    };

    public static TheoryData<string> Changing => [.. Cmdlets().Where(c => c.Cmdlet.SupportsShouldProcess).Select(c => NameOf(c.Cmdlet))];

    public static TheoryData<ErrorKind> Kinds => [.. Enum.GetValues<ErrorKind>()];

    /// <summary>Calls without a token, with one, and streams: each hangs for ever in its own way.</summary>
    public static TheoryData<string, string> Hanging => new()
    {
        { "Get-ProvisionedService", "Services.Next 2" },
        { "Set-VmPackage", "VmPackages.Get small" },
        { "New-VmPackage", "VmPackages.Create new" },
        { "Get-ProvisioningServer", "Factory.Open" },
        { "Test-ProvisioningServer", "Servers.Check pve1" },
        { "New-ProvisionedVm", "Desk.Submit 1" },
        { "Wait-ProvisionedService", "Services.Wait 1 True " },
        { "Invoke-ProvisioningTick", "Tick.Run" },
        { "Backup-ProvisioningStore", "Store.Backup /srv/copy False" },
        { "Suspend-Service", "Services.Suspend 1  " },
        { "New-ProvisionedVmSnapshot", "VmSnapshots.Create 1" },
        { "Get-ProvisionedVmBackup", "VmBackups.Find all" },
        { "Set-VmCpuRam", "VirtualMachines.RunStep 1 SetCpuRam" },
        { "Sync-DnsRecord", "Dns.Sync" },
        { "Get-DnsPlan", "Dns.Plan" },
        { "Test-DnsZone", "Zones.Check 1" },
    };

    [Theory]
    [MemberData(nameof(Changing))]
    public void WhatIf_writes_nothing(string name)
    {
        var host = Furnished();
        var result = Pipeline.Of(TypeOf(name), Bind(name, "WhatIf", true)).Run().OrThrow();

        Assert.True(Assert.Single(result.Questions).IsWhatIf);
        Assert.Empty(host.Writes);
        Assert.All(host.Openings, o => Assert.False(o.CreateIfMissing));
    }

    [Theory]
    [MemberData(nameof(Changing))]
    public void Without_WhatIf_there_is_one_question_and_one_write(string name)
    {
        var host = Furnished();
        var result = Pipeline.Of(TypeOf(name), Bind(name, "Confirm", false)).Run().OrThrow();

        Assert.True(Assert.Single(result.Questions).Allowed);
        Assert.Single(host.Writes);
    }

    [Theory]
    [MemberData(nameof(Hanging))]
    public async Task Ctrl_C_ends_a_call_that_never_answers(string name, string call)
    {
        var host = Furnished();
        host.HangsIn = call;
        var running = Pipeline.Of(TypeOf(name), name.StartsWith("Get-", StringComparison.Ordinal) || name.StartsWith("Test-", StringComparison.Ordinal) ? null : Needed.GetValueOrDefault(name) ?? new { Id = 1 }).Start();
        await host.Hanging;

        running.Stop();
        // The call never answers, so coming back at all is the proof; how soon is for the benchmarks to say.
        var result = await running.Completion.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(result.Stopped);
        Assert.Empty(result.Errors);
        Assert.Null(result.TerminatingError);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_failure_has_a_category(ErrorKind kind)
    {
        Assert.NotEqual(ErrorCategory.NotSpecified, ErrorRecords.Category(kind));
        var host = Furnished();
        host.Faults["VmPackages.Get small"] = new("SomeId", kind, "What to do.", "other");
        Failed<GetVmPackageCommand>(Pipeline.Of<GetVmPackageCommand>(new { Name = "small" }).Run(), "SomeId", ErrorRecords.Category(kind), "small");
    }

    [Fact]
    public void What_nobody_foresaw_is_an_error_of_the_item_too()
    {
        var record = ErrorRecords.Of(new InvalidOperationException("?"), "x");
        Assert.Equal((ErrorCategory.NotSpecified, (object)"x"), (record.CategoryInfo.Category, record.TargetObject));
        Assert.StartsWith(ErrorIds.Unexpected, record.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Enough_is_enough_while_work_goes_on()
    {
        var host = Furnished();
        host.HangsIn = "Services.Ended 2";
        var watch = Stopwatch.StartNew();
        var result = Pipeline.From(1, 2).To<WaitProvisionedServiceCommand>().First(1).Run();

        Assert.Single(result.Output);
    }

    private static FakeHost Furnished() =>
        FakeHost.Installed().WithServers("pve1").WithPackages("small").WithPools("blue").WithClients("ann").WithServices("a", "b").WithZones("example.com.");

    private static Dictionary<string, object?> Bind(string name, string common, object value)
    {
        var needed = Needed.GetValueOrDefault(name) ?? OneService(name);
        var bound = needed.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(needed));
        bound[common] = value;
        return bound;
    }

    /// <summary>What acts on services needs one.</summary>
    private static object OneService(string name)
    {
        Assert.True(TypeOf(name).IsAssignableTo(typeof(ServiceActionCmdlet)), $"{name}: say above what it needs");
        return new { Id = 1 };
    }

    private static Type TypeOf(string name) => Cmdlets().Single(c => NameOf(c.Cmdlet) == name).Type;

    private static string NameOf(CmdletAttribute cmdlet) => $"{cmdlet.VerbName}-{cmdlet.NounName}";

    private static IEnumerable<(Type Type, CmdletAttribute Cmdlet)> Cmdlets() =>
        from type in typeof(ProvisioningCmdlet).Assembly.GetTypes()
        let cmdlet = type.GetCustomAttribute<CmdletAttribute>()
        where cmdlet is not null
        select (type, cmdlet);
}
