namespace Provisioning;

/// <summary>The one door between a face and everything below it. The cmdlets find it by name in the module's own load context.</summary>
public interface IProvisioningHostFactory
{
    /// <summary>Opens the store that the options lead to.</summary>
    /// <exception cref="ProvisioningException">StoreNotFound, StoreNewer, StoreOnNetworkShare, StoreIsCopy, StoreDamaged, KeyMissing.</exception>
    IProvisioningHost Open(HostOptions options);

    /// <summary>Creates a store, or answers with the existing one when it is sound.</summary>
    StoreInfo Initialize(InitializeStore request);

    /// <summary>Says which store the options lead to and why, whether or not it exists.</summary>
    StoreInfo Locate(HostOptions options);
}
