namespace Provisioning.Engine;

/// <summary>Looks at all that a server holds, with one request.</summary>
public interface ISurvey
{
    /// <summary>What the server shows. The picture may lag and may lack things: what is not in it is not gone.</summary>
    /// <exception cref="ProvisioningException">The server could not be asked.</exception>
    Task<IReadOnlyList<Sighting>> LookAsync(string server, CallSink calls, CancellationToken cancellation);
}

/// <summary>One thing that a server shows.</summary>
/// <param name="RemoteId">Its identity there.</param>
/// <param name="Status">What it is doing, in the server's word.</param>
/// <param name="IsRunning">Whether that means that it runs.</param>
/// <param name="Lock">What holds it; null when nothing does.</param>
/// <param name="Node">Where it is; null when that is not told.</param>
public sealed record Sighting(string RemoteId, string Status, bool IsRunning, string? Lock, string? Node);

/// <summary>What the store knows of a delivered service's state on its server.</summary>
/// <param name="Id">The service.</param>
/// <param name="HostName">Its host name.</param>
/// <param name="Status">Towards the client.</param>
/// <param name="RemoteId">Its identity there.</param>
/// <param name="RemoteStatus">State seen last.</param>
/// <param name="RemoteLock">Lock seen last.</param>
/// <param name="Node">Node seen last.</param>
public sealed record DeliveredService(long Id, string HostName, ServiceStatus Status, string RemoteId, string? RemoteStatus, string? RemoteLock, string? Node);
