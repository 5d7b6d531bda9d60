namespace Provisioning.Commands;

/// <summary>One user's share of an open store.</summary>
/// <param name="host">The open store.</param>
/// <param name="store">Which one it is and why.</param>
/// <param name="leave">Gives the share back.</param>
internal sealed class HostLease(IProvisioningHost host, StoreInfo store, Action leave) : IDisposable
{
    private Action? _leave = leave;

    /// <summary>The open store.</summary>
    public IProvisioningHost Host => host;

    /// <summary>Which one it is and why.</summary>
    public StoreInfo Store => store;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
