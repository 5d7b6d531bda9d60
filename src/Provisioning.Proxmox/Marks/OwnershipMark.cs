using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Proxmox;

/// <summary>Whose machine it is, as its mark says.</summary>
internal enum Ownership
{
    /// <summary>The mark names our store, the service and this VMID.</summary>
    Ours,
    /// <summary>There is no mark.</summary>
    Unmarked,
    /// <summary>The mark names somebody else, another service or another VMID (people clone machines, notes included).</summary>
    Foreign,
}

/// <summary>
/// The mark that every machine of ours carries in its notes from the clone request on. VMIDs are reused by people:
/// only the mark tells whether what is at a VMID is what we made.
/// </summary>
/// <param name="Store">The store that keeps the service.</param>
/// <param name="Service">The service.</param>
/// <param name="VmId">The VMID it was made with.</param>
internal sealed partial record OwnershipMark(Guid Store, long Service, int VmId)
{
    /// <summary>The notes of a new machine: words for people, then the line that we read.</summary>
    public string Notes() => string.Create(CultureInfo.InvariantCulture,
        $"Service {Service} of Provisioning. Write what you like around the next line, but keep it: it shows whose machine this is.\n\n{this}\n");

    /// <summary>Every mark in a text, however people wrapped, indented or quoted it.</summary>
    public static IReadOnlyList<OwnershipMark> In(string? notes)
    {
        var marks = new List<OwnershipMark>();
        foreach (Match match in Line().Matches(notes ?? ""))
            if (Guid.TryParse(match.Groups["store"].ValueSpan, out var store)
                && long.TryParse(match.Groups["service"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var service)
                && int.TryParse(match.Groups["vmid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var vmId))
                marks.Add(new OwnershipMark(store, service, vmId));
        return marks;
    }

    /// <summary>Notes without any mark in them.</summary>
    public static string Without(string? notes) => Line().Replace(notes ?? "", "");

    /// <summary>Whose machine carries these notes. Marks that contradict each other are as good as somebody else's.</summary>
    public Ownership Of(string? notes)
    {
        var marks = In(notes);
        return marks.Count == 0 ? Ownership.Unmarked : marks.All(mark => mark == this) ? Ownership.Ours : Ownership.Foreign;
    }

    /// <summary>The line that is read back.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"provisioning-mark: store={Store:D} service={Service} vmid={VmId}");

    [GeneratedRegex(@"provisioning-mark:\s*store=(?<store>[0-9a-f-]{36})\s+service=(?<service>[0-9]{1,19})\s+vmid=(?<vmid>[0-9]{1,9})(?![0-9])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
