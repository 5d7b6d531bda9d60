namespace Provisioning.Store.Sqlite;

/// <summary>What the rules about place, key and life ask of the machine; handed in, so that tests can play another one.</summary>
internal sealed record Surroundings
{
    public static Surroundings Real { get; } = new();

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Administrator or root.</summary>
    public bool Privileged { get; init; } = Environment.IsPrivilegedProcess;

    /// <summary>Folder of the machine-wide store.</summary>
    public string MachineFolder { get; init; } = OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Provisioning")
        : "/var/lib/provisioning";

    /// <summary>Folder of keys for the whole machine.</summary>
    public string MachineKeyFolder { get; init; } = OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Provisioning", "Keys")
        : "/etc/provisioning";

    /// <summary>The user's home.</summary>
    public string Home { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>Folder of the user's own store.</summary>
    public string UserFolder => OperatingSystem.IsWindows()
        ? Path.Combine(LocalApplicationData, "Provisioning")
        : Path.Combine(Xdg("XDG_STATE_HOME", ".local/state"), "provisioning");

    /// <summary>Folder of the user's own keys.</summary>
    public string UserKeyFolder => OperatingSystem.IsWindows()
        ? Path.Combine(LocalApplicationData, "Provisioning", "Keys")
        : Path.Combine(Xdg("XDG_CONFIG_HOME", ".config"), "provisioning");

    /// <summary>The machine's identity as a digest; empty where it has none.</summary>
    public Func<string> Machine { get; init; } = static () => MachineIdentity.Digest;

    /// <summary>Lines of <c>/proc/self/mountinfo</c>; null where there is no such thing.</summary>
    public Func<IEnumerable<string>?> Mounts { get; init; } = static () => OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/mountinfo") : null;

    private static string LocalApplicationData => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);

    // The XDG specification has relative values ignored.
    private string Xdg(string variable, string underHome) =>
        Variable(variable) is { } folder && Path.IsPathRooted(folder) ? folder : Path.Combine(Home, underHome);
}
