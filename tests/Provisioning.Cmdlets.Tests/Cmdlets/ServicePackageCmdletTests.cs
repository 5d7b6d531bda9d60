using System.Collections;
using System.Management.Automation;
using PowerShellDouble;
using Provisioning.Commands;
using static Provisioning.Cmdlets.Tests.Cmdlets.CmdletAssert;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class ServicePackageCmdletTests
{
    [Fact]
    public void Every_option_has_a_parameter_and_reaches_the_change()
    {
        var host = FakeHost.Installed().WithServices("a");
        Assert.Equal(VmOption.All, VmOptionName.All.Select(n => n.Option));
        var values = VmOptionName.All.Select((name, i) => (name, Value: i)).ToDictionary(n => n.name.Parameter, n => (object?)n.Value);
        values["Id"] = 1;
        Pipeline.Of<SetServicePackageCommand>(values).Run().OrThrow();

        Assert.Equal(VmOptionName.All.Select((name, i) => (name.Option, $"{i}")), host.LastChange!.Options.Select(o => (o.Key, o.Value)).OrderBy(o => VmOption.All.ToList().IndexOf(o.Key)));
        Assert.Null(host.LastChange.Package);
    }

    [Fact]
    public void Nothing_named_brings_the_machine_to_its_package()
    {
        var host = FakeHost.Installed().WithServices("a");
        var result = Pipeline.Of<SetServicePackageCommand>(new { Id = 1 }).Run().OrThrow();
        Assert.Equal((null, 0, 0), (host.LastChange!.Package, host.LastChange.Options.Count, host.LastChange.WithdrawnOptions.Count));
        Assert.Contains("Bring machine to its package small", result.Questions[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_question_says_what_changes()
    {
        FakeHost.Installed().WithServices("a");
        var asked = Pipeline.Of<SetServicePackageCommand>(new { Id = 1, Package = "big", Cores = 4, WithdrawOption = "RAM" }).Run().OrThrow().Questions[0].ToString();
        Assert.Contains("from small to big, CPU Cores=4, RAM as in the package", asked, StringComparison.Ordinal);
    }

    /// <summary>The package of a piped service tells where it stood when it was read: taking it for a wish would undo a change made since.</summary>
    [Fact]
    public void A_piped_service_brings_no_package_and_a_row_of_a_file_does()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.From(host.ServiceTable[0]).To<SetServicePackageCommand>(new { Cores = 4 }).Run().OrThrow();
        Assert.Null(host.LastChange!.Package);

        var stored = Row(new { Id = "1", Package = "old" });
        stored.TypeNames.Insert(0, "Deserialized.Provisioning.ProvisionedService");
        Pipeline.From(stored).To<SetServicePackageCommand>().Run().OrThrow();
        Assert.Null(host.LastChange!.Package);

        Pipeline.From(host.ServiceTable[0]).To<SetServicePackageCommand>(new { Package = "big" }).Run().OrThrow();
        Assert.Equal("big", host.LastChange!.Package);
        Pipeline.From(Row(new { ServiceId = "1", Package = "huge", MemoryGB = "0.5" })).To<SetServicePackageCommand>().Run().OrThrow();
        Assert.Equal(("huge", "0.5"), (host.LastChange!.Package, host.LastChange.Options[VmOption.Ram]));
    }

    /// <summary>Plain names beat older ones, which the host knows; so both get there, as long as neither is given twice.</summary>
    [Fact]
    public void An_older_name_may_stand_beside_the_plain_one()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of<SetServicePackageCommand>(new { Id = 1, Options = new Hashtable { ["CPU Cores"] = 3, ["CPU"] = 7, ["ipv4"] = 2, ["IPv4 Addresses"] = 1 } }).Run().OrThrow();
        Assert.Equal("CPU=7;CPU Cores=3;IPv4 Addresses=1;ipv4=2", string.Join(';', host.LastChange!.Options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}")));
    }

    [Fact]
    public void The_options_of_a_piped_service_are_no_wish()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.From(host.ServiceTable[0] with { AssignedOptions = new Dictionary<string, string> { [VmOption.Ram] = "9" } }).To<SetServicePackageCommand>(new { Cores = 4 }).Run().OrThrow();
        Assert.Equal([VmOption.CpuCores], host.LastChange!.Options.Keys);
    }

    /// <summary>0 IPv4 addresses gives all of them back; an empty cell must not.</summary>
    [Fact]
    public void An_empty_cell_is_no_zero()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.From(Row(new { ServiceId = "1", IPv4Count = "", MemoryGB = " ", Package = "", Options = "", Cores = "0" })).To<SetServicePackageCommand>().Run().OrThrow();
        Assert.Equal([(VmOption.CpuCores, "0")], host.LastChange!.Options.Select(o => (o.Key, o.Value)));
        Assert.Null(host.LastChange.Package);
    }

    [Fact]
    public void One_row_leaves_nothing_to_the_next()
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        Pipeline.From(Row(new { ServiceId = "1", Package = "big", Cores = "4", Options = "ram=8" }), Row(new { ServiceId = "2" })).To<SetServicePackageCommand>().Run().OrThrow();
        Assert.Equal((null, 0), (host.LastChange!.Package, host.LastChange.Options.Count));
    }

    [Theory]
    [InlineData("cores=4;memory=8", "CPU Cores=4,RAM=8")]
    [InlineData(" CPU Cores = 4 ; RAM=0.5; ", "CPU Cores=4,RAM=0.5")]
    [InlineData("IPv4Count=0", "IPv4 Addresses=0")]
    [InlineData("CPU|Cores=4|4 cores", "CPU|Cores=4|4 cores")]
    public void Options_may_be_text(string text, string meant)
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of<SetServicePackageCommand>(new { Id = 1, Options = text }).Run().OrThrow();
        Assert.Equal(meant, string.Join(',', host.LastChange!.Options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}")));
    }

    [Fact]
    public void Options_may_be_any_table_or_an_object()
    {
        var host = FakeHost.Installed().WithServices("a");
        foreach (var options in new object[] { new Hashtable { ["cores"] = 4 }, new Dictionary<string, int> { ["CPU Cores"] = 4 }, Row(new { Cores = 4 }), new object[] { "cores=4" } })
        {
            Pipeline.Of<SetServicePackageCommand>(new { Id = 1, Options = options }).Run().OrThrow();
            Assert.Equal([(VmOption.CpuCores, "4")], host.LastChange!.Options.Select(o => (o.Key, o.Value)));
        }
    }

    [Fact]
    public void Options_may_be_a_list_of_texts_as_commas_make_one()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of<SetServicePackageCommand>(new { Id = 1, Options = new object[] { "cores=4", "memory=8" } }).Run().OrThrow();
        Assert.Equal([(VmOption.CpuCores, "4"), (VmOption.Ram, "8")], host.LastChange!.Options.Select(o => (o.Key, o.Value)).Order());
    }

    [Theory]
    [InlineData("four cores")]
    [InlineData("cores=4;memory")]
    [InlineData("=4")]
    [InlineData("cores=")]
    [InlineData("cores=4;CPU Cores=8")]
    [InlineData(42)]
    [InlineData(new[] { 4, 8 })]
    public void Anything_else_is_an_error_of_that_item(object options)
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        var result = Pipeline.From(Row(new { ServiceId = 1, Options = options }), Row(new { ServiceId = 2, Options = "cores=4" })).To<SetServicePackageCommand>().Run();
        Failed<SetServicePackageCommand>(result, ErrorIds.InvalidValue, ErrorCategory.InvalidArgument, 1L);
        Assert.Equal(["VirtualMachines.ChangePackage 2"], host.Writes);

        var orders = Pipeline.From(Row(new { Package = "small", Client = "ann", HostName = "x", Options = options }), Row(new { Package = "small", Client = "ann", Options = "cores=4;memory=8" })).To<NewProvisionedVmCommand>().Run();
        Failed<NewProvisionedVmCommand>(orders, ErrorIds.InvalidValue, ErrorCategory.InvalidArgument, "x");
        Assert.Equal([(VmOption.CpuCores, "4"), (VmOption.Ram, "8")], Assert.Single(Assert.Single(host.Batches)).Options.Select(o => (o.Key, o.Value)).Order());
    }

    [Fact]
    public void An_option_given_twice_is_a_contradiction()
    {
        FakeHost.Installed().WithServices("a");
        var result = Pipeline.Of<SetServicePackageCommand>(new { Id = 1, Cores = 4, Options = new Hashtable { ["CPU Cores"] = 8 } }).Run();
        Failed<SetServicePackageCommand>(result, ErrorIds.ContradictoryValues, ErrorCategory.InvalidArgument, 1L);
    }

    [Fact]
    public void Withdrawn_options_are_named_either_way_and_a_pattern_spares_what_is_given()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of<SetServicePackageCommand>(new { Id = 1, WithdrawOption = new[] { "Cores", "ram", "nonsense" } }).Run().OrThrow();
        Assert.Equal([VmOption.CpuCores, VmOption.Ram, "nonsense"], host.LastChange!.WithdrawnOptions);
        Pipeline.Of<SetServicePackageCommand>(new { Id = 1, WithdrawOption = "*", Cores = 4 }).Run().OrThrow();
        Assert.Equal(VmOption.All.Where(o => o != VmOption.CpuCores), host.LastChange!.WithdrawnOptions);
    }

    [Fact]
    public void WhatIf_checks_the_change()
    {
        var host = FakeHost.Installed().WithServices("a");
        host.Faults["VirtualMachines.Check 1"] = new(ErrorIds.PackageNotFound, ErrorKind.NotFound, "No such package.", "huge");
        Failed<SetServicePackageCommand>(Pipeline.Of<SetServicePackageCommand>(new { Id = 1, Package = "huge", WhatIf = true }).Run(), ErrorIds.PackageNotFound, ErrorCategory.ObjectNotFound, 1L);
        Assert.Empty(host.Writes);
    }

    [Fact]
    public void Tab_knows_the_options() =>
        Assert.Equal(["'CPU Cores'"], new PlainOptionCompleter().CompleteArgument("", "", "cpu", null!, null!).Select(r => r.CompletionText));
}
