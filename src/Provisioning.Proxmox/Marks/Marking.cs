using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Puts marks under notes that others wrote.</summary>
internal static class Marking
{
    /// <summary>
    /// Why a machine with these notes may not get a mark; null when it may. A mark of our own for a service that is gone, or for another VMID
    /// (people clone machines, notes included), says nothing about this machine and gives way. Another store's mark never does.
    /// </summary>
    /// <param name="mark">The mark it is to get.</param>
    /// <param name="notes">What stands there.</param>
    /// <param name="service">Finds a service of ours.</param>
    public static string? Refusal(OwnershipMark mark, string? notes, Func<long, ServiceRow?> service)
    {
        foreach (var other in OwnershipMark.In(notes))
        {
            if (other.Store != mark.Store) return $"carries the mark of another store ({other.Store:D}, service {other.Service})";
            if (other.VmId == mark.VmId && other.Service != mark.Service && service(other.Service) is { Status: not ServiceStatus.Terminated })
                return $"is service {other.Service} already";
        }
        return null;
    }

    /// <summary>The notes with the mark under them, and without any other.</summary>
    public static string Under(string? notes, OwnershipMark mark)
    {
        var kept = OwnershipMark.Without(notes).TrimEnd();
        return kept.Length == 0 ? mark.Notes() : $"{kept}\n\n{mark}\n";
    }
}
