using System.Management.Automation;
using Provisioning.Commands;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class CompleterTests
{
    [Fact]
    public void Names_in_the_store_are_offered()
    {
        FakeHost.Installed().WithServers("pve1", "pve 2", "other").WithPackages("small").WithPools("blue").WithClients("ann");

        Assert.Equal(["pve1", "'pve 2'"], Complete<ServerNameCompleter>("'PVE"));
        Assert.Equal(["small"], Complete<VmPackageNameCompleter>(""));
        Assert.Equal(["blue"], Complete<IpPoolNameCompleter>("b"));
        Assert.Equal(["ann"], Complete<ClientNameCompleter>("a"));
    }

    [Fact]
    public void A_service_is_found_by_number_and_by_name()
    {
        FakeHost.Installed().WithServices("web", "mail");
        Assert.Equal(["2"], Complete<ServiceIdCompleter>("ma"));
        Assert.Equal(["1"], Complete<ServiceIdCompleter>("1"));
        Assert.Contains("mail.example.com", new ServiceIdCompleter().CompleteArgument("", "", "2", null!, null!).Single().ToolTip, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_and_templates_that_the_store_knows_are_offered()
    {
        var host = FakeHost.Installed().WithPackages("small", "big");
        host.PackageTable[1] = host.PackageTable[1] with { OsTemplate = 9100 };
        host.AssignmentTable.Add(new IpAssignment { Address = "192.0.2.10", Family = IpFamily.IPv4, Pool = "blue", Server = "pve1", ServiceId = 7 });
        host.AssignmentTable.Add(new IpAssignment { Address = "2001:db8::a", Family = IpFamily.IPv6, Pool = "", Server = "pve1", ServiceId = 7 });

        Assert.Equal(["9000", "9100"], Complete<OsTemplateCompleter>(""));
        Assert.Equal(["9100"], Complete<OsTemplateCompleter>("91"));
        Assert.Equal(["192.0.2.10"], Complete<IpAddressCompleter>("192"));
        Assert.Equal(["'2001:db8::a'"], Complete<IpAddressCompleter>("2001"));
    }

    [Fact]
    public void Words_that_never_change_need_no_store()
    {
        var host = FakeHost.Installed();
        Assert.Equal(["set_cpu_ram", "set_cloudinit", "set_created_additional_disk"], Complete<LocalStatusCompleter>("set_c").Order().Reverse().Order(Comparer<string>.Create((a, b) => Rank(a) - Rank(b))));
        Assert.Equal(["@{ 'CPU Cores' = 0 }"], Complete<OptionNameCompleter>("cpu"));
        Assert.Equal(VmOption.All.Count, Complete<OptionNameCompleter>("").Count);
        Assert.Empty(host.Calls);

        static int Rank(string status) => status switch { "set_cpu_ram" => 0, "set_cloudinit" => 1, _ => 2 };
    }

    [Fact]
    public void No_store_no_names_and_none_is_made()
    {
        var host = FakeHost.Installed().WithPackages("small");
        host.Exists = false;
        Assert.Empty(Complete<VmPackageNameCompleter>(""));
        Assert.Empty(host.Calls);
    }

    [Fact]
    public void The_named_store_is_asked_and_closed_again()
    {
        var host = FakeHost.Installed().WithPackages("small");
        var found = new VmPackageNameCompleter().CompleteArgument("", "", "", null!, new Dictionary<string, object> { ["StatePath"] = "/srv/x" });

        Assert.Single(found);
        Assert.Equal(new HostOptions { StatePath = "/srv/x", CreateIfMissing = false }, Assert.Single(host.Openings));
        Assert.Equal(0, host.Open);
    }

    [Fact]
    public void Trouble_is_kept_to_itself()
    {
        FakeHost.Installed().Faults["Factory.Open"] = new(ErrorIds.StoreDamaged, ErrorKind.Store, "Damaged.");
        Assert.Empty(Complete<ServerNameCompleter>(""));
    }

    private static List<string> Complete<T>(string word) where T : IArgumentCompleter, new() =>
        [.. new T().CompleteArgument("", "", word, null!, null!).Select(r => r.CompletionText)];
}
