using Provisioning.Engine;
using Provisioning.Proxmox;

namespace Provisioning.Tests.ProxmoxSteps;

public class RuleTests
{
    private static readonly NameSeed Seed = new(7, 3, new DateTimeOffset(2026, 3, 1, 4, 5, 6, TimeSpan.FromHours(2)));

    [Theory]
    [InlineData("{client_id}-{service_id}", "3-7")]
    [InlineData("vm{random_digit_3}x{random_letter_2}", "vm000xaa")]
    [InlineData("h{year}{month}{day}{hour}{minute}{second}", "h20260301020506")]
    [InlineData("t{unixtime}", "t1772330706")]
    public void Macros_are_filled_in(string rule, string name) => Assert.Equal(name, NameRule.Expand(rule, Seed, _ => 0));

    [Theory]
    [InlineData("{client}", ErrorIds.UnknownMacro)]
    [InlineData("{random_digit_0}", ErrorIds.UnknownMacro)]
    [InlineData("{random_letter_33}", ErrorIds.UnknownMacro)]
    [InlineData("a{service_id", ErrorIds.UnknownMacro)]
    [InlineData("-{service_id}", ErrorIds.InvalidValue)]
    [InlineData("a b{service_id}", ErrorIds.InvalidValue)]
    [InlineData("{random_letter_32}{random_letter_32}", ErrorIds.InvalidValue)]
    public void A_rule_that_cannot_name_a_host_is_refused(string rule, string error) =>
        Assert.Equal(error, Assert.Throws<ProvisioningException>(() => NameRule.Check(rule)).Error.Id);

    [Theory]
    [InlineData("CPU Cores", "8", "CPU Cores", "8")]
    [InlineData("cpu cores", "8|8 cores", "CPU Cores", "8")]
    [InlineData("CPU|Cores", "4|four", "CPU Cores", "4")]
    [InlineData("RAM", "2.5", "RAM", "2.5")]
    [InlineData("RAM|Memory", "2", "RAM", "2")]
    [InlineData("ipv4|Addresses", "0", "IPv4 Addresses", "0")]
    [InlineData("OS|System", "9001|Debian", "Operating System", "9001")]
    [InlineData("B|Backups", "0", "Backups", "0")]
    [InlineData("S", "3", "Snapshots", "3")]
    [InlineData("Additional Disk", "0", "Additional Disk", "0")]
    public void Options_are_read_under_plain_and_older_names(string name, string value, string plain, string number) =>
        Assert.Equal(number, VmOptions.Checked(new Dictionary<string, string> { [name] = value })[plain]);

    [Fact]
    public void A_plain_name_beats_the_older_one() => Assert.Equal("8",
        VmOptions.Checked(new Dictionary<string, string> { ["RAM|Memory"] = "4", ["RAM"] = "8" })["RAM"]);

    [Fact]
    public void Twice_the_same_option_contradicts_itself() => Assert.Equal(ErrorIds.ContradictoryValues, Assert.Throws<ProvisioningException>(() =>
        VmOptions.Checked(new Dictionary<string, string> { ["RAM"] = "4", ["ram"] = "8" })).Error.Id);

    [Theory]
    [InlineData("CPU Cores", "0")]
    [InlineData("CPU Cores", "1.5")]
    [InlineData("RAM", "-1")]
    [InlineData("RAM", "1e3")]
    [InlineData("System Disk", "many")]
    [InlineData("System Disk Read IOPS", "99999999999999999999999999999999999")]
    [InlineData("Network Bandwidth", "1,5")]
    public void A_value_that_cannot_be_is_refused(string name, string value) => Assert.Equal(ErrorIds.InvalidValue,
        Assert.Throws<ProvisioningException>(() => VmOptions.Checked(new Dictionary<string, string> { [name] = value })).Error.Id);

    [Fact]
    public void An_unknown_option_names_the_known_ones()
    {
        var error = Assert.Throws<ProvisioningException>(() => VmOptions.Checked(new Dictionary<string, string> { ["Disk"] = "1" })).Error;
        Assert.Equal(ErrorIds.UnknownOption, error.Id);
        Assert.All(VmOption.All, name => Assert.Contains(name, error.Message));
    }

    [Fact]
    public void Every_option_changes_the_package_zero_included()
    {
        var package = StepWorld.Full with { Backups = 3, Snapshots = 3, SystemDisk = new VmDisk { SizeGiB = 9, ReadMBps = 9, WriteMBps = 9, ReadIops = 9, WriteIops = 9 }, AdditionalDisk = new VmDisk { SizeGiB = 9, ReadMBps = 9, WriteMBps = 9, ReadIops = 9, WriteIops = 9 } };
        var seen = new HashSet<VmPackage> { package };
        foreach (var name in VmOption.All)
        {
            var value = name switch { VmOption.OperatingSystem => "9009", VmOption.CpuCores => "7", VmOption.Ram => "7", _ => "0" };
            Assert.True(seen.Add(VmOptions.Apply(package, new Dictionary<string, string> { [name] = value })), name);
        }
    }

    [Theory]
    [InlineData(ErrorIds.InvalidValue, "Vlan")]
    [InlineData(ErrorIds.InvalidValue, "FirstVmId")]
    [InlineData(ErrorIds.InvalidValue, "Cores")]
    [InlineData(ErrorIds.InvalidValue, "MainDomain")]
    [InlineData(ErrorIds.ContradictoryValues, "DhcpIPv4")]
    [InlineData(ErrorIds.ContradictoryValues, "IpFilter")]
    [InlineData(ErrorIds.ContradictoryValues, "linked clone")]
    [InlineData(ErrorIds.UnknownMacro, "{nobody}")]
    public void A_package_that_cannot_be_is_refused_by_the_name_of_the_field(string id, string field)
    {
        var package = field switch
        {
            "Vlan" => StepWorld.Small with { Vlan = 4095 },
            "FirstVmId" => StepWorld.Small with { FirstVmId = 99 },
            "Cores" => StepWorld.Small with { Cores = 0 },
            "MainDomain" => StepWorld.Small with { MainDomain = "exa mple" },
            "DhcpIPv4" => StepWorld.Small with { DhcpIPv4 = true },
            "IpFilter" => StepWorld.Small with { IPv4Count = 0, DhcpIPv4 = true, Firewall = new VmFirewall { IpFilter = true } },
            "linked clone" => StepWorld.Small with { SystemDisk = new VmDisk { Storage = "local" } },
            _ => StepWorld.Small with { NameRule = "{nobody}" },
        };
        var error = Assert.Throws<ProvisioningException>(() => VmPackageRules.Checked(package)).Error;
        Assert.Equal(id, error.Id);
        Assert.Contains(field, error.Message);
    }

    [Fact]
    public void A_leading_dot_of_the_domain_and_an_empty_rule_mean_what_people_mean()
    {
        var package = VmPackageRules.Checked(StepWorld.Small with { MainDomain = ".example.org.", NameRule = " " });
        Assert.Equal(("example.org", NameRule.Default), (package.MainDomain, package.NameRule));
    }

    [Theory]
    [InlineData("80:90", true)]
    [InlineData("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15", true)]
    [InlineData("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16", false)]
    [InlineData("80-90", false)]
    [InlineData("90:80", false)]
    [InlineData("65536", false)]
    [InlineData("", false)]
    public void Ports_are_checked(string ports, bool sound) => Assert.Equal(sound, IsSound(new FirewallRule { Protocol = "tcp", DestinationPort = ports }));

    [Theory]
    [InlineData("10.0.0.0/8,192.0.2.1", true)]
    [InlineData("10.0.0.1-10.0.0.9", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("+office", true)]
    [InlineData("dc/office", true)]
    [InlineData("10.0.0.1/8", false)]
    [InlineData("10.0.0.0/8,2001:db8::1", false)]
    [InlineData("10.0.0.9-10.0.0.1", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10.1", false)]
    public void Addresses_of_rules_are_checked(string source, bool sound) => Assert.Equal(sound, IsSound(new FirewallRule { Source = source }));

    [Fact]
    public void Ports_without_protocol_and_macros_beside_one_contradict()
    {
        Assert.False(IsSound(new FirewallRule { DestinationPort = "22" }));
        Assert.False(IsSound(new FirewallRule { Macro = "SSH", Protocol = "tcp" }));
    }

    [Theory]
    [InlineData(Keys.Ed25519, true)]
    [InlineData("ssh-ed25519 AAAA", false)]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIO/3bGh+b5x0pF0mI1bmE5o2o0hKQyPOwDrCeRUdZVYA", false)]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----", false)]
    [InlineData(Keys.Ed25519 + "\nssh-rsa AAAA", false)]
    public void Keys_are_checked(string key, bool sound) => Assert.Equal(sound, Record.Exception(() => SshPublicKey.Checked(key)) is null);

    [Fact]
    public void A_made_up_password_has_twenty_clear_characters_of_three_kinds()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var password = MadeUp.Password(random.Next).Reveal();
            Assert.Equal(20, password.Length);
            Assert.True(password.Any(char.IsLower) && password.Any(char.IsUpper) && password.Any(char.IsDigit));
            Assert.DoesNotContain(password, c => "0Oo1lIi".Contains(c, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("$6$salt$hash")]
    [InlineData("two\nlines")]
    [InlineData("")]
    public void A_password_the_guest_would_not_get_is_refused(string password) =>
        Assert.Throws<ProvisioningException>(() => MadeUp.CheckedPassword(new SecretText(password)));

    private static bool IsSound(FirewallRule rule) => Record.Exception(() => FirewallRuleRules.Check(rule, "p")) is null;
}
