using System.Globalization;

namespace Provisioning.Proxmox;

/// <summary>What a package may say. Every refusal names the field and what is allowed.</summary>
internal static class VmPackageRules
{
    public const int MinVmId = 100;
    public const int MaxVmId = 999_999_999;
    public const int MaxMemoryMiB = 4_178_944;
    public const int MaxDiskGiB = 131_072;
    public const int MaxMBps = 100_000;
    public const int MaxIops = 10_000_000;
    public const int MaxAddresses = 256;
    public const int MaxDays = 3650;

    /// <summary>A sound package in the form it is kept in.</summary>
    /// <exception cref="ProvisioningException">InvalidValue, ContradictoryValues, UnknownMacro.</exception>
    public static VmPackage Checked(VmPackage package)
    {
        if (!Words.IsRecordName(package.Name))
            throw Refuse.Invalid("A package's name is one line of 1 to 64 characters without * ? [ ] and without spaces around it.", package.Name);
        var check = new Checks(package.Name);
        check.Range("Cores", package.Cores, 1, 1024);
        check.Range("Memory (MiB)", package.MemoryMiB, 16, MaxMemoryMiB);
        check.Range("Backups", package.Backups, 0, 1000);
        check.Range("Snapshots", package.Snapshots, 0, 1000);
        check.Range("SnapshotLifetimeDays (0 for no end)", package.SnapshotLifetimeDays, 0, 3650);
        check.Is(package.BackupStorage is null || Words.IsStorage(package.BackupStorage), "BackupStorage", package.BackupStorage, "letters, digits and . _ - beginning with a letter");
        check.Defined("BackupMode", package.BackupMode);
        check.Range("FirstVmId", package.FirstVmId, MinVmId, MaxVmId);
        if (package.OsTemplate != 0) check.Range("OsTemplate (0 for none)", package.OsTemplate, MinVmId, MaxVmId);
        check.Is(package.TargetNode is null || Words.IsHostName(package.TargetNode), "TargetNode", package.TargetNode, "the name of a node: " + Words.HostNameRule);
        check.Is(package.OsUser is null || Words.IsUserName(package.OsUser), "OsUser", package.OsUser, Words.UserNameRule);
        var domain = Words.Domain(package.MainDomain);
        check.Is(Words.IsDomain(domain), "MainDomain", package.MainDomain, "a DNS name such as example.com");
        var rule = string.IsNullOrWhiteSpace(package.NameRule) ? NameRule.Default : package.NameRule.Trim();
        NameRule.Check(rule, package.Name);
        Disk(check, "SystemDisk", package.SystemDisk);
        Disk(check, "AdditionalDisk", package.AdditionalDisk);
        if (package.CloneType == CloneType.Linked && package.SystemDisk.Storage is { } storage)
            throw Refuse.Contradiction(
                $"The disks of a linked clone stay on the template's storage, so '{storage}' can't be the system disk's; make it a full clone or leave the storage out.", package.Name);
        Network(check, package);
        Firewall(check, package);
        Renewal(check, package);
        return package with
        {
            MainDomain = domain,
            NameRule = rule,
            SshKeys = [.. package.SshKeys.Select(key => SshPublicKey.Checked(key, package.Name)).Distinct()],
        };
    }

    private static void Disk(Checks check, string name, VmDisk disk)
    {
        check.Range($"{name} size (GiB)", disk.SizeGiB, 0, MaxDiskGiB);
        check.Is(disk.Storage is null || Words.IsStorage(disk.Storage), $"{name} storage", disk.Storage, "letters, digits and . _ - beginning with a letter");
        check.Range($"{name} reading limit (MB/s)", disk.ReadMBps, 0, MaxMBps);
        check.Range($"{name} writing limit (MB/s)", disk.WriteMBps, 0, MaxMBps);
        check.Range($"{name} reading limit (operations a second)", disk.ReadIops, 0, MaxIops);
        check.Range($"{name} writing limit (operations a second)", disk.WriteIops, 0, MaxIops);
    }

    private static void Network(Checks check, VmPackage package)
    {
        check.Defined("NetworkModel", package.NetworkModel);
        check.Defined("CloneType", package.CloneType);
        check.Range("Network limit (MB/s)", package.NetworkMBps, 0, MaxMBps);
        check.Is(Words.IsBridge(package.Bridge), "Bridge", package.Bridge, "the name of a bridge such as vmbr0, at most 15 characters");
        check.Range("Vlan (0 for untagged)", package.Vlan, 0, 4094);
        check.Range("IPv4Count", package.IPv4Count, 0, MaxAddresses);
        check.Range("IPv6Count", package.IPv6Count, 0, MaxAddresses);
        NotBoth("IPv4", package.DhcpIPv4, package.IPv4Count);
        NotBoth("IPv6", package.DhcpIPv6, package.IPv6Count);

        void NotBoth(string family, bool dhcp, int count)
        {
            if (dhcp && count > 0)
                throw Refuse.Contradiction($"Dhcp{family} takes no address from a pool, and {family}Count asks for {count}; set {family}Count to 0 or leave Dhcp{family} out.", package.Name);
        }
    }

    private static void Renewal(Checks check, VmPackage package)
    {
        check.Range("SuspendAfterDays", package.SuspendAfterDays ?? 0, 0, MaxDays);
        // A day that has just begun somewhere else would end a machine for good.
        check.Range("TerminateAfterDays", package.TerminateAfterDays ?? 1, 1, MaxDays);
        if (package.TerminateAfterDays < package.SuspendAfterDays)
            throw Refuse.Contradiction(
                $"Machines would be terminated {package.TerminateAfterDays} days after the due date and suspended only after {package.SuspendAfterDays}; make TerminateAfterDays at least as long as SuspendAfterDays, or leave one of them out.", package.Name);
    }

    private static void Firewall(Checks check, VmPackage package)
    {
        var firewall = package.Firewall;
        check.Defined("PolicyIn", firewall.PolicyIn);
        check.Defined("PolicyOut", firewall.PolicyOut);
        check.Defined("LogIn", firewall.LogIn);
        check.Defined("LogOut", firewall.LogOut);
        if (firewall.IpFilter && (package.DhcpIPv4 || package.DhcpIPv6))
            throw Refuse.Contradiction("IpFilter lets only known addresses send, and an address from DHCP is not known; leave IpFilter or DHCP out.", package.Name);
        foreach (var rule in firewall.Rules) FirewallRuleRules.Check(rule, package.Name);
    }

    /// <summary>Checks that name the package in their refusals.</summary>
    internal sealed class Checks(string target)
    {
        public void Range(string field, decimal value, decimal min, decimal max) =>
            Is(value >= min && value <= max && decimal.Round(value, 3) == value, field, value.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"));

        public void Defined<T>(string field, T value) where T : struct, Enum =>
            Is(Enum.IsDefined(value), field, value.ToString(), string.Join(", ", Enum.GetNames<T>()));

        public void Is(bool allowed, string field, string? value, string what)
        {
            if (!allowed) throw Refuse.Invalid($"{field} can't be '{value}'; allowed: {what}.", target);
        }
    }
}
