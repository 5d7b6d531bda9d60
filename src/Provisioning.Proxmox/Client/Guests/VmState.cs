namespace Provisioning.Proxmox.Client;

/// <summary>What a machine is doing right now (<c>GET …/status/current</c>, a privileged and so a slow call).</summary>
public sealed record VmState
{
    /// <summary><c>running</c> or <c>stopped</c>.</summary>
    public required string Status { get; init; }
    /// <summary>QEMU's own word: <c>running</c>, <c>paused</c>, <c>stopped</c>, <c>prelaunch</c> …</summary>
    public string? QmpStatus { get; init; }
    /// <summary>What holds the machine; null when nothing does.</summary>
    public string? Lock { get; init; }
    /// <summary>The machine's name.</summary>
    public string? Name { get; init; }
    /// <summary>Whether the HA manager starts and stops it: tasks then end before the state is reached.</summary>
    public bool HaManaged { get; init; }
    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate { get; init; }
    /// <summary>Process id; null when it does not run.</summary>
    public long? Pid { get; init; }
    /// <summary>Seconds since it was started.</summary>
    public long UptimeSeconds { get; init; }
    /// <summary>Memory it may use, in bytes.</summary>
    public long MaxMemoryBytes { get; init; }

    /// <summary>Whether a process runs, paused or not.</summary>
    public bool IsRunning => Status == "running";
    /// <summary>Whether it runs and is paused.</summary>
    public bool IsPaused => IsRunning && QmpStatus == "paused";

    internal static VmState From(JsonObject data) => new()
    {
        Status = data.RequiredText("status"),
        QmpStatus = data.Text("qmpstatus"),
        Lock = data.Text("lock"),
        Name = data.Text("name"),
        HaManaged = data.Child("ha")?.Flag("managed") ?? false,
        IsTemplate = data.Flag("template"),
        Pid = data.Integer("pid"),
        UptimeSeconds = data.Integer("uptime") ?? 0,
        MaxMemoryBytes = data.Integer("maxmem") ?? 0,
    };
}
