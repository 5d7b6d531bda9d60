using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Store.Sqlite;

/// <summary>The key of a store's secrets. It never lies beside the store: a copy or backup of the one carries nothing of the other.</summary>
/// <param name="Bytes">The key.</param>
/// <param name="Source">Where it comes from, in words.</param>
internal sealed record StoreKey(byte[] Bytes, string Source)
{
    /// <summary>256 bits.</summary>
    public const int Length = 32;

    /// <summary>The environment variable that holds a key as base64, for hosts that get their secrets that way.</summary>
    public const string Variable = "PROVISIONING_KEY";

    /// <summary>Makes a key for a new store and keeps it in the configuration folder, or takes the environment's.</summary>
    /// <exception cref="ProvisioningException">StoreNotWritable, KeyMismatch.</exception>
    public static StoreKey Create(Guid storeId, StorePlace place, Surroundings surroundings)
    {
        if (FromEnvironment(surroundings) is { } given) return given;
        var machineWide = place.Location == StoreLocation.Machine || (place.Location != StoreLocation.User && surroundings.Privileged);
        var file = FileIn(machineWide ? surroundings.MachineKeyFolder : surroundings.UserKeyFolder, storeId);
        var key = RandomNumberGenerator.GetBytes(Length);
        try
        {
            PrivateFiles.CreateFolder(Path.GetDirectoryName(file)!);
            PrivateFiles.Write(file, Encoding.ASCII.GetBytes(Convert.ToBase64String(Protect(key, storeId)) + "\n"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException(ErrorIds.StoreNotWritable, ErrorKind.Store,
                $"The key file {file} can't be written; let this user write there, or give a key in the environment variable {Variable}.", file, cause: exception);
        }
        return new StoreKey(key, Words(file));
    }

    /// <summary>Finds the key of a store.</summary>
    /// <exception cref="ProvisioningException">KeyMissing, KeyMismatch.</exception>
    public static StoreKey Find(Guid storeId, Surroundings surroundings)
    {
        if (FromEnvironment(surroundings) is { } given) return given;
        var places = new[] { FileIn(surroundings.MachineKeyFolder, storeId), FileIn(surroundings.UserKeyFolder, storeId) };
        foreach (var file in places)
        {
            if (PrivateFiles.Look(file) == FileAccessSeen.Absent) continue;
            try
            {
                PrivateFiles.Tighten(file);
                return new StoreKey(Unprotect(Convert.FromBase64String(File.ReadAllText(file).Trim()), storeId), Words(file));
            }
            catch (Exception exception) when (exception is FormatException or CryptographicException)
            {
                throw new ProvisioningException(ErrorIds.KeyMismatch, ErrorKind.Store, $"The key file {file} holds no key of this machine; put the right one in its place.", file, cause: exception);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A folder that hides its files may hide no key at all; the next place may have it.
                if (file == places[^1] || File.Exists(file))
                    throw new ProvisioningException(ErrorIds.KeyMissing, ErrorKind.Store, $"The key file {file} can't be read by this user; run as its owner.", file, cause: exception);
            }
        }
        throw new ProvisioningException(ErrorIds.KeyMissing, ErrorKind.Store,
            $"The key of this store is missing; put its key file back as {places[0]} or {places[1]}, or give the key in the environment variable {Variable}.", storeId.ToString("D"));
    }

    private static StoreKey? FromEnvironment(Surroundings surroundings)
    {
        if (surroundings.Variable(Variable) is not { Length: > 0 } text) return null;
        var key = new byte[Length + 1];
        return Convert.TryFromBase64String(text.Trim(), key, out var length) && length == Length
            ? new StoreKey(key[..Length], $"environment variable {Variable}")
            : throw new ProvisioningException(ErrorIds.KeyMismatch, ErrorKind.Store, $"{Variable} must be {Length} bytes as base64; correct or clear it.", Variable);
    }

    private static string FileIn(string folder, Guid storeId) => Path.Combine(folder, $"{storeId:D}.key");

    private static string Words(string file) => OperatingSystem.IsWindows() ? $"{file}, bound to this machine by DPAPI" : file;

    // Anybody on the machine may ask DPAPI to open it: what keeps others out is the folder's access list.
    private static byte[] Protect(byte[] key, Guid storeId) =>
        OperatingSystem.IsWindows() ? ProtectedData.Protect(key, storeId.ToByteArray(), DataProtectionScope.LocalMachine) : key;

    private static byte[] Unprotect(byte[] key, Guid storeId)
    {
        if (OperatingSystem.IsWindows()) key = ProtectedData.Unprotect(key, storeId.ToByteArray(), DataProtectionScope.LocalMachine);
        return key.Length == Length ? key : throw new CryptographicException("Wrong length.");
    }
}
