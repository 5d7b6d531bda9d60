using System.Globalization;

namespace Provisioning.Proxmox;

/// <summary>
/// Options of an order: eighteen plain names, and seven older ones of the form <c>NAME|label</c>. A value may carry a label too (<c>4|4 GB</c>).
/// A plain name beats the older one, and an option beats the package, 0 included.
/// </summary>
internal static class VmOptions
{
    private sealed record Rule(string Name, string? Older, decimal Min, decimal Max, bool Whole, Func<VmPackage, decimal, VmPackage> Apply);

    private static readonly Rule[] Rules =
    [
        new(VmOption.OperatingSystem, "OS", VmPackageRules.MinVmId, VmPackageRules.MaxVmId, true, (p, v) => p with { OsTemplate = (int)v }),
        new(VmOption.CpuCores, "CPU", 1, 1024, true, (p, v) => p with { Cores = (int)v }),
        new(VmOption.Ram, "RAM", 0.125m, VmPackageRules.MaxMemoryMiB / 1024, false, (p, v) => p with { MemoryMiB = (int)decimal.Round(v * 1024) }),
        new(VmOption.Backups, "B", 0, 1000, true, (p, v) => p with { Backups = (int)v }),
        new(VmOption.Snapshots, "S", 0, 1000, true, (p, v) => p with { Snapshots = (int)v }),
        new(VmOption.SystemDisk, null, 0, VmPackageRules.MaxDiskGiB, true, (p, v) => p with { SystemDisk = p.SystemDisk with { SizeGiB = (int)v } }),
        new(VmOption.SystemDiskReadBandwidth, null, 0, VmPackageRules.MaxMBps, false, (p, v) => p with { SystemDisk = p.SystemDisk with { ReadMBps = v } }),
        new(VmOption.SystemDiskWriteBandwidth, null, 0, VmPackageRules.MaxMBps, false, (p, v) => p with { SystemDisk = p.SystemDisk with { WriteMBps = v } }),
        new(VmOption.SystemDiskReadIops, null, 0, VmPackageRules.MaxIops, true, (p, v) => p with { SystemDisk = p.SystemDisk with { ReadIops = (int)v } }),
        new(VmOption.SystemDiskWriteIops, null, 0, VmPackageRules.MaxIops, true, (p, v) => p with { SystemDisk = p.SystemDisk with { WriteIops = (int)v } }),
        new(VmOption.AdditionalDisk, null, 0, VmPackageRules.MaxDiskGiB, true, (p, v) => p with { AdditionalDisk = p.AdditionalDisk with { SizeGiB = (int)v } }),
        new(VmOption.AdditionalDiskReadBandwidth, null, 0, VmPackageRules.MaxMBps, false, (p, v) => p with { AdditionalDisk = p.AdditionalDisk with { ReadMBps = v } }),
        new(VmOption.AdditionalDiskWriteBandwidth, null, 0, VmPackageRules.MaxMBps, false, (p, v) => p with { AdditionalDisk = p.AdditionalDisk with { WriteMBps = v } }),
        new(VmOption.AdditionalDiskReadIops, null, 0, VmPackageRules.MaxIops, true, (p, v) => p with { AdditionalDisk = p.AdditionalDisk with { ReadIops = (int)v } }),
        new(VmOption.AdditionalDiskWriteIops, null, 0, VmPackageRules.MaxIops, true, (p, v) => p with { AdditionalDisk = p.AdditionalDisk with { WriteIops = (int)v } }),
        new(VmOption.NetworkBandwidth, null, 0, VmPackageRules.MaxMBps, false, (p, v) => p with { NetworkMBps = v }),
        new(VmOption.IPv4Addresses, "ipv4", 0, VmPackageRules.MaxAddresses, true, (p, v) => p with { IPv4Count = (int)v }),
        new(VmOption.IPv6Addresses, "ipv6", 0, VmPackageRules.MaxAddresses, true, (p, v) => p with { IPv6Count = (int)v }),
    ];

    /// <summary>The options under their plain names, with bare numbers: the form in which a service keeps them.</summary>
    /// <exception cref="ProvisioningException">UnknownOption, InvalidValue, ContradictoryValues.</exception>
    public static SortedDictionary<string, string> Checked(IReadOnlyDictionary<string, string> options)
    {
        var plain = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var older = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in options)
        {
            var (rule, isOlder) = Find(key);
            var number = Number(rule, key, value).ToString(CultureInfo.InvariantCulture);
            if (!(isOlder ? older : plain).TryAdd(rule.Name, number))
                throw Refuse.Contradiction($"Option '{rule.Name}' is given twice; give it once.", key);
        }
        foreach (var (name, number) in older) plain.TryAdd(name, number);
        return plain;
    }

    /// <summary>The plain name of an option.</summary>
    /// <exception cref="ProvisioningException">UnknownOption.</exception>
    public static string PlainName(string key) => Find(key).Rule.Name;

    /// <summary>The package with options in force that were checked before.</summary>
    public static VmPackage Apply(VmPackage package, IReadOnlyDictionary<string, string> options)
    {
        foreach (var rule in Rules)
            if (options.TryGetValue(rule.Name, out var text)) package = rule.Apply(package, Number(rule, rule.Name, text));
        return package;
    }

    private static (Rule Rule, bool IsOlder) Find(string key)
    {
        var bar = key.IndexOf('|', StringComparison.Ordinal);
        var name = (bar < 0 ? key : key[..bar]).Trim();
        // "RAM" is the one name of both sets: bare it is the plain one, with a label the older one.
        var asPlain = bar < 0 || !Array.Exists(Rules, rule => Is(rule.Older)) ? Array.Find(Rules, rule => Is(rule.Name)) : null;
        if (asPlain is not null) return (asPlain, false);
        return Array.Find(Rules, rule => Is(rule.Older)) is { } found ? (found, true) : throw new ProvisioningException(
            ErrorIds.UnknownOption, ErrorKind.Invalid,
            $"There is no option '{key}'; allowed: {string.Join(", ", VmOption.All)}, and {string.Join(", ", Rules.Where(rule => rule.Older is not null).Select(rule => rule.Older + "|label"))}.", key);

        bool Is(string? other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
    }

    private static decimal Number(Rule rule, string key, string value)
    {
        var bar = value.IndexOf('|', StringComparison.Ordinal);
        var text = (bar < 0 ? value : value[..bar]).Trim();
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= rule.Min && number <= rule.Max && decimal.Round(number, rule.Whole ? 0 : 3) == number
            ? number
            : throw Refuse.Invalid(string.Create(CultureInfo.InvariantCulture,
                $"Option '{key}' can't be '{value}'; allowed: a {(rule.Whole ? "whole " : "")}number from {rule.Min} to {rule.Max}, with or without |label."), key);
    }
}
