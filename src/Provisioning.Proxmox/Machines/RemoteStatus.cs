namespace Provisioning.Proxmox;

/// <summary>The server's words for whether a machine runs.</summary>
internal static class RemoteStatus
{
    public const string Running = "running";
    public const string Stopped = "stopped";
}
