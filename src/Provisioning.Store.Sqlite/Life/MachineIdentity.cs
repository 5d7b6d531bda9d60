using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32;

namespace Provisioning.Store.Sqlite;

/// <summary>Tells machines apart. A clone of a whole virtual machine that keeps its identity can't be told from the first.</summary>
internal static partial class MachineIdentity
{
    private static readonly Lazy<string> Read = new(() =>
    {
        // machine-id(5) asks for it to be kept to oneself.
        var identity = Raw();
        return identity.Length == 0 ? "" : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes("provisioning:" + identity)).AsSpan(0, 16));
    });

    /// <summary>Empty in a container without an identity of its own; the file's identity must do there.</summary>
    public static string Digest => Read.Value;

    private static string Raw()
    {
        if (OperatingSystem.IsWindows())
            return Registry.GetValue(@"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Cryptography", "MachineGuid", null) as string ?? "";
        if (OperatingSystem.IsMacOS()) return HostUuid();
        foreach (var file in (string[])["/etc/machine-id", "/var/lib/dbus/machine-id"])
        {
            try { return File.ReadAllText(file).Trim(); }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException) { }
        }
        return "";
    }

    private static string HostUuid()
    {
        var uuid = new byte[16];
        Span<long> wait = [5, 0];
        return GetHostUuid(uuid, wait) == 0 ? Convert.ToHexString(uuid) : "";
    }

    [LibraryImport("libc", EntryPoint = "gethostuuid")]
    private static partial int GetHostUuid(Span<byte> uuid, Span<long> wait);
}
