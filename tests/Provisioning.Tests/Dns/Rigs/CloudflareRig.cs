using Provisioning.Dns;
using Provisioning.Dns.Cloudflare;
using Provisioning.Lab.Cloudflare;

namespace Provisioning.Tests.Dns;

/// <summary>The simulated Cloudflare.</summary>
public sealed class CloudflareRig : IRig
{
    internal const string Token = "token-of-the-tests-0123456789";

    internal CloudflareLab Lab { get; } = new();

    public CloudflareRig()
    {
        Lab.AddToken(Token);
        foreach (var zone in IRig.Zones) Lab.AddZone(zone.TrimEnd('.'));
    }

    public Task InitializeAsync() => Task.CompletedTask;
    public Task DisposeAsync() => Task.CompletedTask;

    string IRig.WrongSecret => "another-token-0123456789";
    string IRig.WrongSecretError => ErrorIds.DnsAuthFailed;

    IDnsProvider IRig.Open(Opening? opening) => Open(Lab, opening);

    internal static IDnsProvider Open(CloudflareLab lab, Opening? opening = null, int pageSize = 5000)
    {
        opening ??= new Opening();
        var zone = new DnsZone { Name = IRig.Forward, Provider = DnsProviderKind.Cloudflare, Endpoint = opening.Nowhere ? new Uri($"http://127.0.0.1:{RealServers.FreePort()}/client/v4") : new Uri("https://api.cloudflare.test/client/v4"), TtlPolicy = opening.TtlPolicy };
        return new CloudflareProvider(zone, new SecretText(opening.Secret ?? Token), DnsProviders.OptionsFor(zone) with
        {
            Clock = opening.Clock,
            MaxRetries = 0,
            HandlerFactory = opening.Nowhere ? null : _ => new CloudflareHandler(lab),
            Around = opening.LostAnswer is { } fuse ? handler => new ForgetfulHandler(handler, fuse) : null,
        }) { PageSize = pageSize };
    }

    Task<IReadOnlyList<string>> IRig.ServedAsync(string name, string type) => Task.FromResult<IReadOnlyList<string>>(
        [.. IRig.Zones.SelectMany(zone => Lab.Records(zone.TrimEnd('.'))).Where(r => r.Name + "." == name && r.Type == type)
            .Select(r => type is "PTR" or "CNAME" ? r.Content + "." : r.Content).Order(StringComparer.Ordinal)]);

    Task IRig.AddAsync(string zone, string name, string type, string value)
    {
        Lab.AddRecord(zone.TrimEnd('.'), name.TrimEnd('.'), type, type is "PTR" or "CNAME" ? value.TrimEnd('.') : value, 300);
        return Task.CompletedTask;
    }

    Task<long> IRig.WritesAsync(string zone) => Task.FromResult((long)Lab.Calls.Count(call => call.Method != "GET"));
}
