using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Engine;

namespace Provisioning.Dns;

/// <summary>One provider for each registration: made when it is first needed, and anew when the registration or its secret has changed.</summary>
public sealed class DnsProviderSet : IDisposable
{
    private readonly ConcurrentDictionary<long, (string Likeness, Lazy<IDnsProvider> Provider)> _known = new();
    private readonly ConcurrentBag<IDnsProvider> _made = [];
    private readonly IStateStore _store;
    private readonly Func<DnsZone, SecretText, IDnsProvider> _make;

    /// <summary>Providers of the zones that a store knows.</summary>
    /// <param name="store">The store.</param>
    /// <param name="make">Makes a provider; null makes the real ones.</param>
    public DnsProviderSet(IStateStore store, Func<DnsZone, SecretText, IDnsProvider>? make = null) =>
        (_store, _make) = (store, make ?? (static (zone, secret) => DnsProviders.Open(zone, secret)));

    /// <summary>The name of a registration's secret in the store.</summary>
    public static string SecretName(long zoneId) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"dns/{zoneId}");

    /// <summary>The provider of a registered zone.</summary>
    /// <exception cref="ProvisioningException">DnsAuthFailed (no secret), KeyMissing, KeyMismatch, InvalidValue.</exception>
    public IDnsProvider Open(DnsZone zone)
    {
        var secret = _store.Read(reader => reader.Secret(SecretName(zone.Id))) ?? throw new ProvisioningException(
            ErrorIds.DnsAuthFailed, ErrorKind.Auth, $"The store holds no secret for zone {zone.Name}; set it with Set-DnsZone.", zone.Name);
        var likeness = Likeness(zone, secret);
        return _known.AddOrUpdate(zone.Id, _ => Make(), (_, old) => old.Likeness == likeness ? old : Make()).Provider.Value;

        (string, Lazy<IDnsProvider>) Make() => (likeness, new Lazy<IDnsProvider>(() =>
        {
            var provider = _make(zone, secret);
            _made.Add(provider);
            return provider;
        }));
    }

    /// <summary>A provider for a zone that need not be registered; whoever asks disposes of it.</summary>
    public IDnsProvider Create(DnsZone zone, SecretText secret) => _make(zone, secret);

    /// <summary>Closes all connections, those of replaced providers too: somebody may have been using them until now.</summary>
    public void Dispose()
    {
        foreach (var provider in _made) provider.Dispose();
    }

    /// <summary>Everything that a provider is built on; of the secret only a digest.</summary>
    private static string Likeness(DnsZone zone, SecretText secret) => string.Join('\n',
        zone.Provider, zone.Endpoint, zone.KeyName, zone.KeyAlgorithm, string.Join(',', zone.CertificateThumbprints), zone.SkipCertificateCheck, zone.RequestTimeout,
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()))));
}
