using Provisioning.Dns;
using Provisioning.Dns.DynamicUpdate;

namespace Provisioning.Tests.Dns;

/// <summary>What both rigs of dynamic update share.</summary>
public abstract class DynamicUpdateRig : IRig
{
    internal abstract int Port { get; }
    internal abstract string WrongSecretError { get; }
    public abstract Task InitializeAsync();
    public abstract Task DisposeAsync();
    internal abstract Task AddAsync(string zone, string name, string type, string value);

    string IRig.WrongSecret => Keys.OtherSecret;
    string IRig.WrongSecretError => WrongSecretError;
    IDnsProvider IRig.Open(Opening? opening) => Open(opening);
    Task<IReadOnlyList<string>> IRig.ServedAsync(string name, string type) => Dig.AskAsync(Port, name, type);
    Task IRig.AddAsync(string zone, string name, string type, string value) => AddAsync(zone, name, type, value);
    Task<long> IRig.WritesAsync(string zone) => Dig.SerialAsync(Port, zone);

    internal IDnsProvider Open(Opening? opening = null, string key = Keys.Name, string? algorithm = null)
    {
        opening ??= new Opening();
        var zone = new DnsZone
        {
            Name = IRig.Forward,
            Provider = DnsProviderKind.Rfc2136,
            Endpoint = new Uri($"dns://127.0.0.1:{(opening.Nowhere ? RealServers.FreePort() : Port)}"),
            KeyName = key,
            KeyAlgorithm = algorithm,
            TtlPolicy = opening.TtlPolicy,
        };
        Dial? dial = opening.LostAnswer is { } fuse ? async (host, port, token) => new ForgetfulStream(await NameServerStream.DialAsync(host, port, token), fuse) : null;
        return new DynamicUpdateProvider(zone, new SecretText(opening.Secret ?? (key == Keys.Name512 ? Keys.Secret512 : Keys.Secret)), DnsProviders.OptionsFor(zone) with { Clock = opening.Clock }, dial);
    }
}

/// <summary>Dynamic update of a real BIND.</summary>
public sealed class BindRig : DynamicUpdateRig
{
    private BindServer Server { get; } = new();

    internal override int Port => Server.Port;
    internal override string WrongSecretError => ErrorIds.DnsBadSignature;
    public override Task InitializeAsync() => RealServers.StartAsync(Server.StartAsync, Server);
    public override async Task DisposeAsync() => await Server.DisposeAsync();
    internal override Task AddAsync(string zone, string name, string type, string value) => Server.UpdateAsync(zone, $"update add {name} 300 {type} {value}");
    internal Task UpdateAsync(string zone, string line) => Server.UpdateAsync(zone, line);
}

/// <summary>Dynamic update of a real PowerDNS.</summary>
public sealed class PowerDnsUpdateRig : DynamicUpdateRig
{
    private PowerDnsServer Server { get; } = new();

    internal override int Port => Server.Port;
    /// <summary>It answers NOTAUTH and does not say whether key, signature or right is missing.</summary>
    internal override string WrongSecretError => ErrorIds.DnsAuthFailed;
    public override Task InitializeAsync() => RealServers.StartAsync(Server.StartAsync, Server);
    public override async Task DisposeAsync() => await Server.DisposeAsync();
    internal override Task AddAsync(string zone, string name, string type, string value) => Server.ReplaceAsync(zone, name, type, value);
}
