using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Provisioning.Store.Sqlite;

/// <summary>
/// Tells a file from another that took its place: number in its file system and, where known, time of birth, because
/// numbers are used again. The device is left out: its number may change from boot to boot.
/// </summary>
internal static partial class FileIdentity
{
    private const int AtWorkingFolder = -100;
    private const uint WantsInode = 0x100, WantsBirth = 0x800;

    public static string Of(string path)
    {
        if (OperatingSystem.IsLinux() && OfLinux(path) is { } identity) return identity;
        return OperatingSystem.IsWindows() ? OfWindows(path) : $"born:{File.GetCreationTimeUtc(path).Ticks}";
    }

    /// <summary>Whether both are one file; a birth that one of them does not know decides nothing.</summary>
    public static bool Same(string one, string other)
    {
        if (one == other) return true;
        var (a, b) = (one.Split('@'), other.Split('@'));
        return a[0] == b[0] && (a.Length == 1 || b.Length == 1);
    }

    // struct statx is the same on every architecture, unlike struct stat.
    private static string? OfLinux(string path)
    {
        Span<byte> answer = stackalloc byte[256];
        try
        {
            if (StatX(AtWorkingFolder, path, 0, WantsInode | WantsBirth, answer) != 0) return null;
        }
        catch (EntryPointNotFoundException) { return null; }
        var inode = MemoryMarshal.Read<ulong>(answer[32..]);
        var knowsBirth = (MemoryMarshal.Read<uint>(answer) & WantsBirth) != 0;
        return knowsBirth ? $"{inode}@{MemoryMarshal.Read<long>(answer[80..])}.{MemoryMarshal.Read<uint>(answer[88..]):D9}" : $"{inode}";
    }

    private static string OfWindows(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> answer = stackalloc byte[52];
        if (!GetFileInformation(handle, answer)) return $"born:{File.GetCreationTimeUtc(path).Ticks}";
        // BY_HANDLE_FILE_INFORMATION: creation time at 4, index at 44 (high half first).
        var index = ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(answer[44..]) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(answer[48..]);
        return $"{index}@{BinaryPrimitives.ReadInt64LittleEndian(answer[4..])}";
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> answer);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformation(SafeFileHandle file, Span<byte> answer);
}
