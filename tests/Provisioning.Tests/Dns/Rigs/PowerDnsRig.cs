using Provisioning.Dns;
using Provisioning.Dns.PowerDns;

namespace Provisioning.Tests.Dns;

/// <summary>The HTTP API of a real PowerDNS.</summary>
public sealed class PowerDnsRig : IRig
{
    internal PowerDnsServer Server { get; } = new();

    public Task InitializeAsync() => RealServers.StartAsync(Server.StartAsync, Server);
    public async Task DisposeAsync() => await Server.DisposeAsync();

    string IRig.WrongSecret => "another-api-key";
    string IRig.WrongSecretError => ErrorIds.DnsAuthFailed;

    IDnsProvider IRig.Open(Opening? opening) => Open(opening);

    internal IDnsProvider Open(Opening? opening = null, Func<HttpMessageHandler, HttpMessageHandler>? around = null)
    {
        opening ??= new Opening();
        var zone = new DnsZone { Name = IRig.Forward, Provider = DnsProviderKind.PowerDns, Endpoint = opening.Nowhere ? new Uri($"http://127.0.0.1:{RealServers.FreePort()}") : Server.Api, TtlPolicy = opening.TtlPolicy };
        return new PowerDnsProvider(zone, new SecretText(opening.Secret ?? PowerDnsServer.ApiKey), DnsProviders.OptionsFor(zone) with
        {
            Clock = opening.Clock,
            MaxRetries = 0,
            Around = around ?? (opening.LostAnswer is { } fuse ? handler => new ForgetfulHandler(handler, fuse) : null),
        });
    }

    Task<IReadOnlyList<string>> IRig.ServedAsync(string name, string type) => Dig.AskAsync(Server.Port, name, type);
    Task IRig.AddAsync(string zone, string name, string type, string value) => Server.ReplaceAsync(zone, name, type, value);
    Task<long> IRig.WritesAsync(string zone) => Dig.SerialAsync(Server.Port, zone);
}
