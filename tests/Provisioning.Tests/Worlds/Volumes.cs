using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Tests.Worlds;

/// <summary>What lies on the data centre's storages.</summary>
internal static partial class Volumes
{
    /// <summary>Backups, as the server names them to whoever lists its storages.</summary>
    public static IReadOnlyList<string> Backups(VmWorld world) =>
        [.. world.Lab.Volumes.Where(volume => volume.Contains(":backup/", StringComparison.Ordinal)).Select(WithoutNode)];

    /// <summary>The machine that a backup is of.</summary>
    public static int VmIdOf(string backup) => int.Parse(OfMachine().Match(backup).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>A volume's name without the node that the simulation puts before it.</summary>
    public static string WithoutNode(string volume) =>
        volume.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < volume.IndexOf(':', StringComparison.Ordinal) ? volume[(slash + 1)..] : volume;

    [GeneratedRegex("vzdump-qemu-([0-9]+)-")]
    private static partial Regex OfMachine();
}
