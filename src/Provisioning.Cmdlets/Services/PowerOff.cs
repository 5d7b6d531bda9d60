namespace Provisioning.Commands;

/// <summary>What -Force and -TimeoutSec ask for.</summary>
internal static class PowerOff
{
    /// <summary>The request; null where the caller left it to the usual.</summary>
    public static PowerOffRequest? Request(bool force, int? timeoutSec) => force || timeoutSec is not null
        ? new() { Force = force, TimeLimit = timeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null }
        : null;
}
