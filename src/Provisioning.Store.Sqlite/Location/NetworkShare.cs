using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Store.Sqlite;

/// <summary>Tells whether a place is on another machine: SQLite's locks and its shared memory hold on one machine only.</summary>
internal static partial class NetworkShare
{
    private static readonly HashSet<string> SharedTypes = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "virtiofs", "vboxsf", "prl_fs", "ceph", "glusterfs", "lustre", "gpfs", "beegfs",
        "orangefs", "gfs2", "ocfs2", "davfs", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.davfs2", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse",
        "fuse.smbnetfs", "fuse.curlftpfs", "fuse.moosefs", "fuse.vmhgfs-fuse", "fuse.juicefs", "fuse.mergerfs", "fuse.bindfs",
    };

    /// <exception cref="ProvisioningException">StoreOnNetworkShare.</exception>
    public static void Refuse(string path, Surroundings surroundings)
    {
        if (TypeOf(path, surroundings) is not { } type) return;
        throw new ProvisioningException(ErrorIds.StoreOnNetworkShare, ErrorKind.Unsafe,
            $"{path} lies on a network share ({type}), where SQLite's locks can't be trusted; put the store on a local disk and name it with -StatePath.", path);
    }

    /// <summary>What kind of share a path is on; null on a local disk.</summary>
    internal static string? TypeOf(string path, Surroundings surroundings)
    {
        if (surroundings.Mounts() is { } mounts)
            return FileSystemOf(path, mounts) is { } type && SharedTypes.Contains(type) ? type : null;
        if (OperatingSystem.IsWindows() && path.StartsWith(@"\\", StringComparison.Ordinal) && !path.StartsWith(@"\\?\", StringComparison.Ordinal)) return "UNC";
        if (path.StartsWith(@"\\?\UNC\", StringComparison.OrdinalIgnoreCase)) return "UNC";
        var drive = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(path)! : NearestFolder(path));
        return drive.DriveType == DriveType.Network ? drive.DriveFormat : null;
    }

    /// <summary>The type of the file system whose mount point is the longest beginning of the path; of equals the last one lies on top.</summary>
    private static string? FileSystemOf(string path, IEnumerable<string> mounts)
    {
        var (longest, type) = (-1, (string?)null);
        foreach (var line in mounts)
        {
            // 36 35 98:0 /root /mount/point options optional… - type source superoptions
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (dash < 5 || dash + 1 >= fields.Length) continue;
            var point = Octal().Replace(fields[4], static match => ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString(CultureInfo.InvariantCulture));
            var under = point == "/" || path == point || path.StartsWith(point + "/", StringComparison.Ordinal);
            if (under && point.Length >= longest) (longest, type) = (point.Length, fields[dash + 1]);
        }
        return type;
    }

    private static string NearestFolder(string path)
    {
        var folder = path;
        while (!Directory.Exists(folder)) folder = Path.GetDirectoryName(folder) ?? "/";
        return folder;
    }

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Octal();
}
