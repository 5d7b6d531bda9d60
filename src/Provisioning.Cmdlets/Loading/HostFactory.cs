namespace Provisioning.Loading;

/// <summary>The cmdlets' way through the one door to everything below them. Nothing is loaded before the first use.</summary>
internal static class HostFactory
{
    private static readonly Lazy<IProvisioningHostFactory> Loaded = new(Load);
    private static readonly AsyncLocal<IProvisioningHostFactory?> Replacement = new();

    /// <summary>The factory from the module's own load context.</summary>
    public static IProvisioningHostFactory Current => Replacement.Value ?? Loaded.Value;

    /// <summary>Puts another factory in its place for the calling flow only, so that tests run side by side.</summary>
    /// <returns>Ends the replacement when disposed.</returns>
    public static IDisposable Replace(IProvisioningHostFactory factory)
    {
        Replacement.Value = factory;
        return new Restore();
    }

    private static IProvisioningHostFactory Load()
    {
        var home = Path.GetDirectoryName(typeof(HostFactory).Assembly.Location)!;
        return new ProvisioningLoadContext(Path.Combine(home, "deps", "Provisioning.Host.dll"))
            .Create<IProvisioningHostFactory>("Provisioning.ProvisioningHostFactory");
    }

    private sealed class Restore : IDisposable
    {
        public void Dispose() => Replacement.Value = null;
    }
}
