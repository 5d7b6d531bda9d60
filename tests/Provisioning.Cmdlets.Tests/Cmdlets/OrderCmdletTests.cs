using System.Collections;
using System.Management.Automation;
using PowerShellDouble;
using Provisioning.Commands;
using static Provisioning.Cmdlets.Tests.Cmdlets.CmdletAssert;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class OrderCmdletTests
{
    [Fact]
    public void Every_parameter_reaches_the_order()
    {
        var host = FakeHost.Installed();
        Pipeline.Of<NewProvisionedVmCommand>(new
        {
            Package = "small", Client = "ann", Server = "pve1", HostName = "web", Domain = "example.org", OsTemplate = "9000", TargetNode = "n1", OsUser = "debian",
            OsPassword = Secure("s3cret"), SshPublicKey = "ssh-ed25519 A", Options = new Hashtable { ["CPU Cores"] = 4, ["RAM"] = 0.5 }, OrderReference = "A-1",
        }).Run().OrThrow();

        var order = Assert.Single(Assert.Single(host.Batches));
        Assert.Equal(
            new OrderVm
            {
                Package = "small", Client = "ann", Server = "pve1", HostName = "web", Domain = "example.org", OsTemplate = 9000, TargetNode = "n1", OsUser = "debian",
                Password = order.Password, SshKeys = order.SshKeys, Options = order.Options, OrderReference = "A-1",
            },
            order);
        Assert.Equal("s3cret", order.Password?.Reveal());
        Assert.Equal(["ssh-ed25519 A"], order.SshKeys);
        Assert.Equal([("CPU Cores", "4"), ("RAM", "0.5")], order.Options.Select(o => (o.Key, o.Value)).Order());
    }

    [Fact]
    public void A_file_of_orders_goes_in_as_one_batch_and_empty_cells_mean_nothing()
    {
        var host = FakeHost.Installed();
        var result = Pipeline.From(
            Row(new { Package = "small", Client = "ann", HostName = "a", OsTemplate = "9000", Server = "" }),
            Row(new { Package = "small", Client = "bob", HostName = "", OsTemplate = "", Server = "pve2", SshPublicKey = "" })).To<NewProvisionedVmCommand>().Run().OrThrow();

        Assert.Equal(2, result.Output.Count);
        var orders = Assert.Single(host.Batches);
        Assert.Equal([("ann", 9000, null), ("bob", null, "pve2")], orders.Select(o => (o.Client, o.OsTemplate, o.Server)));
        Assert.Null(orders[1].HostName);
        Assert.Empty(orders[1].SshKeys);
    }

    [Fact]
    public void A_client_may_be_piped_or_numbered()
    {
        var host = FakeHost.Installed().WithClients("ann");
        Pipeline.Of<GetProvisioningClientCommand>().To<NewProvisionedVmCommand>(new { Package = "small" }).Run().OrThrow();
        Pipeline.Of<NewProvisionedVmCommand>(new { Package = "small", ClientId = 7 }).Run().OrThrow();
        Assert.Equal([("ann", null), (null, 7L)], host.Batches.SelectMany(b => b).Select(o => (o.Client, o.ClientId)));
    }

    [Fact]
    public void Batches_hold_a_hundred_and_go_through_one_desk()
    {
        var host = FakeHost.Installed();
        var rows = Enumerable.Range(0, 250).Select(i => (object)Row(new { Package = "small", Client = "ann", HostName = $"h{i}" })).ToArray();
        var result = Pipeline.From(rows).To<NewProvisionedVmCommand>().Run().OrThrow();

        Assert.Equal(250, result.Output.Count);
        Assert.Equal(250, host.Batches.Sum(b => b.Length));
        Assert.All(host.Batches, b => Assert.InRange(b.Length, 1, 100));
        Assert.Single(host.Calls, c => c == "VirtualMachines.OpenDesk");
    }

    [Fact]
    public void The_first_batch_is_out_before_the_second_goes_in()
    {
        var host = FakeHost.Installed();
        var rows = Enumerable.Range(0, 150).Select(i => (object)Row(new { Package = "small", Client = "ann" })).ToArray();
        Pipeline.From(rows).To<NewProvisionedVmCommand>().First(1).Run();
        Assert.Single(host.Batches);
    }

    [Fact]
    public void A_refused_order_is_an_error_and_the_others_are_taken()
    {
        var host = FakeHost.Installed();
        host.Refusals["b"] = new(ErrorIds.NoFreeAddress, ErrorKind.Quota, "No address.", "pool blue");
        var result = Pipeline.From("a", "b", "c").To<OrderByHostName>().To<NewProvisionedVmCommand>(new { Package = "small", Client = "ann" }).Run();

        Assert.Equal(["a", "c"], result.OutputOf<ProvisionedService>().Select(s => s.HostName));
        Failed<NewProvisionedVmCommand>(result, ErrorIds.NoFreeAddress, ErrorCategory.QuotaExceeded, "b");
    }

    [Fact]
    public void WhatIf_checks_and_orders_nothing()
    {
        var host = FakeHost.Installed();
        host.Faults["VirtualMachines.Check huge"] = new(ErrorIds.PackageNotFound, ErrorKind.NotFound, "No such package.", "huge");
        var result = Pipeline.From(Row(new { Package = "small", Client = "ann" }), Row(new { Package = "huge", Client = "ann" })).To<NewProvisionedVmCommand>(new { WhatIf = true }).Run();

        Assert.Empty(result.Output);
        Assert.Empty(host.Writes);
        Assert.Equal(2, result.Questions.Count);
        Failed<NewProvisionedVmCommand>(result, ErrorIds.PackageNotFound, ErrorCategory.ObjectNotFound, "huge for ann");
    }

    [Fact]
    public void A_no_is_heard_and_nothing_is_checked()
    {
        var host = FakeHost.Installed();
        Pipeline.Of<NewProvisionedVmCommand>(new { Package = "small", Client = "ann", Confirm = true }).Answering(_ => false).Run().OrThrow();
        Assert.Empty(host.Calls);
    }

    [Fact]
    public void Orders_flow_on_into_the_waiting()
    {
        var host = FakeHost.Installed();
        var result = Pipeline.From(Row(new { Package = "small", Client = "ann", HostName = "a" }), Row(new { Package = "small", Client = "bob", HostName = "b" }))
            .To<NewProvisionedVmCommand>().To<WaitProvisionedServiceCommand>().Run().OrThrow();

        Assert.Equal(["a", "b"], result.OutputOf<ProvisionedService>().Select(s => s.HostName));
        Assert.Contains("Services.Wait 1,2 True ", host.Calls);
    }

    /// <summary>Stands for a script that makes orders.</summary>
    [Cmdlet(VerbsCommon.Select, "HostName")]
    public sealed class OrderByHostName : PSCmdlet
    {
        [Parameter(ValueFromPipeline = true)]
        public string Name { get; set; } = "";

        protected override void ProcessRecord() => WriteObject(Row(new { HostName = Name }));
    }
}
