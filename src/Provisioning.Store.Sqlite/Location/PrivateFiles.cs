using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace Provisioning.Store.Sqlite;

/// <summary>What can be seen of a file from outside.</summary>
internal enum FileAccessSeen
{
    /// <summary>There is none, as far as this user can see.</summary>
    Absent,
    /// <summary>It is there for this user to read and write.</summary>
    Usable,
    /// <summary>It is there, or hidden behind a folder, and not for this user.</summary>
    Refused,
}

/// <summary>Files and folders that only their owner may enter (0600 and 0700; on Windows also administrators and the system).</summary>
internal static partial class PrivateFiles
{
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;
    private const int ReadWrite = 4 | 2, Enter = 2 | 1;
    private const int NoSuchFile = 2, NotAFolder = 20;

    /// <summary>
    /// Looks without opening: on Unix, closing a file drops every lock that this process holds on it, SQLite's included.
    /// </summary>
    public static FileAccessSeen Look(string path)
    {
        if (!OperatingSystem.IsWindows())
            return Access(path, ReadWrite) == 0 ? FileAccessSeen.Usable
                : Marshal.GetLastPInvokeError() is NoSuchFile or NotAFolder ? FileAccessSeen.Absent : FileAccessSeen.Refused;
        try
        {
            using var handle = File.OpenHandle(path, System.IO.FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return FileAccessSeen.Usable;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException) { return FileAccessSeen.Absent; }
        catch (UnauthorizedAccessException) { return FileAccessSeen.Refused; }
    }

    /// <summary>Whether the folder exists and this user may make files in it. On Windows everybody may in ProgramData, which says nothing: there only administrators count.</summary>
    public static bool MayWriteFolder(string folder) => !OperatingSystem.IsWindows() && Access(folder, Enter) == 0;

    /// <summary>Creates a folder that only its owner may enter; one that exists stays as it is.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        if (OperatingSystem.IsWindows()) CreateWindowsFolder(folder);
        else Directory.CreateDirectory(folder, FolderMode);
    }

    /// <summary>Creates an empty file; false when there is one.</summary>
    public static bool TryCreate(string path)
    {
        try
        {
            CreateNew(path).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(path)) { return false; }
    }

    /// <summary>Writes a new file and presses it to the disk.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = CreateNew(path);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Takes from others what a careless copy may have given them; where this is not our file, its owner decides.</summary>
    public static void Tighten(string path)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & ~FileMode) == 0) return;
        try { File.SetUnixFileMode(path, FileMode); }
        catch (UnauthorizedAccessException) { }
    }

    private static FileStream CreateNew(string path)
    {
        var options = new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = FileMode;
        return new FileStream(path, options);
    }

    [SupportedOSPlatform("windows")]
    private static void CreateWindowsFolder(string folder)
    {
        if (Path.GetDirectoryName(folder) is { } parent) Directory.CreateDirectory(parent);
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (var who in (IdentityReference[])
            [WindowsIdentity.GetCurrent().User!, new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null), new SecurityIdentifier(WellKnownSidType.LocalSystemSid, null)])
            security.AddAccessRule(new FileSystemAccessRule(
                who, FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));
        new DirectoryInfo(folder).Create(security);
    }

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
