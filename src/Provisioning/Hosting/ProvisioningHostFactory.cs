using Provisioning.Store.Sqlite;

namespace Provisioning;

/// <summary>Opens stores with all drivers plugged in.</summary>
public sealed class ProvisioningHostFactory : IProvisioningHostFactory
{
    private readonly TimeProvider _clock = TimeProvider.System;

    /// <inheritdoc/>
    public IProvisioningHost Open(HostOptions options) => new ProvisioningHost(
        SqliteStateStore.Open(StoreLocator.Locate(options.StatePath), new SqliteStoreOptions { Clock = _clock, CreateIfMissing = options.CreateIfMissing }), _clock);

    /// <inheritdoc/>
    public StoreInfo Initialize(InitializeStore request) => SqliteStoreAdministration.Initialize(request, _clock);

    /// <inheritdoc/>
    public StoreInfo Locate(HostOptions options) => SqliteStoreAdministration.Describe(StoreLocator.Locate(options.StatePath));
}
