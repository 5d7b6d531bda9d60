namespace Provisioning.Store.Sqlite;

/// <summary>Decides which store is meant, always the same way, so that an admin and a scheduled task see the same one.</summary>
/// <remarks>
/// In this order: the path that the caller names; the environment variable <c>PROVISIONING_STATE</c>; the machine-wide place
/// when a store is there or this user may set one up; else the user's own place.
/// </remarks>
public static class StoreLocator
{
    /// <summary>Name of the database file in a folder.</summary>
    public const string FileName = "provisioning.db";

    /// <summary>The environment variable that names a file or folder.</summary>
    public const string Variable = "PROVISIONING_STATE";

    /// <summary>Finds the place. Nothing is created or opened.</summary>
    /// <param name="statePath">File or folder; null or empty lets the other rules decide.</param>
    public static StorePlace Locate(string? statePath = null) => Locate(statePath, Surroundings.Real);

    internal static StorePlace Locate(string? statePath, Surroundings surroundings)
    {
        if (!string.IsNullOrWhiteSpace(statePath))
            return At(statePath, StoreLocation.Parameter, "named by -StatePath");
        if (surroundings.Variable(Variable) is { } named && !string.IsNullOrWhiteSpace(named))
            return At(named, StoreLocation.Environment, $"named by the environment variable {Variable}");

        var machineWide = Path.Combine(surroundings.MachineFolder, FileName);
        return PrivateFiles.Look(machineWide) switch
        {
            FileAccessSeen.Usable => At(machineWide, StoreLocation.Machine, "the machine-wide store"),
            FileAccessSeen.Refused => Barred(machineWide, surroundings),
            _ when surroundings.Privileged || PrivateFiles.MayWriteFolder(surroundings.MachineFolder) =>
                At(machineWide, StoreLocation.Machine, "the machine-wide place, where this user may set up a store"),
            _ => At(Path.Combine(surroundings.UserFolder, FileName), StoreLocation.User,
                $"the user's own place, because there is no machine-wide store and this user may not set one up in {surroundings.MachineFolder}"),
        };
    }

    /// <summary>A file as it is; a folder with our file name in it. What does not exist is a file when it has an extension.</summary>
    private static StorePlace At(string path, StoreLocation location, string reason)
    {
        var full = Path.GetFullPath(path);
        var isFolder = Path.EndsInDirectorySeparator(path) || Directory.Exists(full) || (!File.Exists(full) && Path.GetExtension(full).Length == 0);
        return new StorePlace(CanonicalPath.Of(isFolder ? Path.Combine(full, FileName) : full), location, reason);
    }

    // Another store would be quietly wrong: the machines of this host are in this one.
    private static StorePlace Barred(string path, Surroundings surroundings) =>
        At(path, StoreLocation.Machine, "the machine-wide store, which this user may not open") with
        {
            Obstacle = new ProvisioningError(ErrorIds.StoreNotWritable, ErrorKind.Denied,
                $"The machine-wide store {path} exists and this user may not open it; run as its owner or as administrator, " +
                $"or name a store of your own with -StatePath '{surroundings.UserFolder}'.", path),
        };
}
