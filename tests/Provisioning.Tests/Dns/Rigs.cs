using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Provisioning.Dns;
using Provisioning.Dns.Cloudflare;
using Provisioning.Dns.DynamicUpdate;
using Provisioning.Dns.PowerDns;
using Provisioning.Lab.Cloudflare;

namespace Provisioning.Tests.Dns;

/// <summary>How a provider is opened for a test.</summary>
internal sealed record Opening
{
    /// <summary>The credential; null for the right one.</summary>
    public string? Secret { get; init; }
    /// <summary>Set before each write whose answer is to be lost.</summary>
    public Fuse? LostAnswer { get; init; }
    /// <summary>A port nobody listens on.</summary>
    public bool Nowhere { get; init; }
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    public DnsTtlPolicy TtlPolicy { get; init; }
}

/// <summary>Something that happens once, when it is lit.</summary>
internal sealed class Fuse
{
    private int _lit;
    public void Light() => Volatile.Write(ref _lit, 1);
    public bool Burns() => Interlocked.Exchange(ref _lit, 0) == 1;
}

/// <summary>A DNS provider under test with real or simulated zones, and a hand beside it that owes nothing to our code.</summary>
public interface IRig : IAsyncLifetime
{
    internal const string Forward = "example.test.";
    internal const string Reverse4 = "2.0.192.in-addr.arpa.";
    internal const string Reverse6 = "8.b.d.0.1.0.0.2.ip6.arpa.";
    internal const string Classless = "0/26.100.51.198.in-addr.arpa.";
    internal static readonly string[] Zones = [Forward, Reverse4, Reverse6, Classless];

    internal IDnsProvider Open(Opening? opening = null);

    /// <summary>What is served, as the independent hand sees it: values of one name and type, sorted.</summary>
    internal Task<IReadOnlyList<string>> ServedAsync(string name, string type);

    /// <summary>Somebody else adds a record.</summary>
    internal Task AddAsync(string zone, string name, string type, string value);

    /// <summary>Number that rises with every write: the SOA serial where there is one.</summary>
    internal Task<long> WritesAsync(string zone);

    /// <summary>The error that another secret leads to.</summary>
    internal string WrongSecretError { get; }

    internal string WrongSecret { get; }
}

/// <summary>A folder that goes away with the test.</summary>
internal sealed class RigFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("prov-dns-").FullName;
    public string this[string file] => System.IO.Path.Combine(Path, file);
    public string Write(string file, string text)
    {
        File.WriteAllText(this[file], text);
        return this[file];
    }
    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>The TSIG keys of the tests.</summary>
internal static class Keys
{
    public const string Name = "prov-key";
    public const string Name512 = "prov-key-512";
    public const string NameWithoutText = "prov-key-bare";
    public static readonly string Secret = Convert.ToBase64String(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"));
    public static readonly string OtherSecret = Convert.ToBase64String(Encoding.ASCII.GetBytes("fedcba9876543210fedcba9876543210"));
    public static readonly string Secret512 = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('k', 64)));
}

/// <summary>A real PowerDNS with its HTTP API and dynamic update.</summary>
internal sealed class PowerDnsServer : IAsyncDisposable
{
    public const string ApiKey = "api-key-of-the-tests";

    private readonly RigFolder _folder = new();
    private Process? _process;

    public int Port { get; } = RealServers.FreePort();
    public int WebPort { get; } = RealServers.FreePort();
    public Uri Api => new($"http://127.0.0.1:{WebPort}");

    public async Task StartAsync()
    {
        await CreateDatabaseAsync();
        _folder.Write("pdns.conf", $"""
            module-dir={RealServers.Modules}
            launch=gsqlite3
            gsqlite3-database={_folder["pdns.sqlite3"]}
            gsqlite3-pragma-synchronous=0
            local-address=127.0.0.1
            local-port={Port}
            api=yes
            api-key={ApiKey}
            webserver=yes
            webserver-address=127.0.0.1
            webserver-port={WebPort}
            webserver-allow-from=127.0.0.1
            webserver-loglevel=none
            socket-dir={_folder.Path}
            daemon=no
            guardian=no
            security-poll-suffix=
            dnsupdate=yes
            allow-dnsupdate-from=127.0.0.0/8
            cache-ttl=0
            query-cache-ttl=0
            negquery-cache-ttl=0
            zone-cache-refresh-interval=0
            """);
        await ReviveAsync();
        await SendAsync(HttpMethod.Post, "/tsigkeys", new { name = Keys.Name, algorithm = "hmac-sha256", key = Keys.Secret });
        await SendAsync(HttpMethod.Post, "/tsigkeys", new { name = Keys.Name512, algorithm = "hmac-sha512", key = Keys.Secret512 });
        foreach (var zone in IRig.Zones) await AddZoneAsync(zone);
    }

    /// <summary>Starts it over what it has stored.</summary>
    public async Task ReviveAsync()
    {
        _process = RealServers.Start("usr/sbin/pdns_server", $"--config-dir={_folder.Path}");
        Drain(_process, _folder["log"]);
        await RealServers.AwaitAsync(_process, WebPort, _folder["log"]);
        await RealServers.AwaitAsync(_process, Port, _folder["log"]);
    }

    /// <summary>Ends it as a power cut would; what it has stored stays.</summary>
    public void Die()
    {
        Stop(_process);
        _process = null;
    }

    public async Task AddZoneAsync(string zone, string kind = "Native")
    {
        var made = await SendAsync(HttpMethod.Post, "/zones", new { name = zone, kind, nameservers = kind == "Slave" ? Array.Empty<string>() : ["ns1.example.test."], masters = kind == "Slave" ? new[] { "127.0.0.9" } : [] });
        var id = (string)made!["id"]!;
        await SendAsync(HttpMethod.Post, $"/zones/{id}/metadata", new { kind = "TSIG-ALLOW-DNSUPDATE", metadata = new[] { Keys.Name, Keys.Name512 } });
        await SendAsync(HttpMethod.Put, $"/zones/{id}", new { master_tsig_key_ids = new[] { Keys.Name + ".", Keys.Name512 + "." } });
    }

    /// <summary>The API, as any other program would use it.</summary>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, $"{Api}api/v1/servers/localhost{path}") { Headers = { { "X-API-Key", ApiKey } }, Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public Task<JsonNode?> ZoneAsync(string zone) => SendAsync(HttpMethod.Get, "/zones/" + zone.Replace("/", "=2F", StringComparison.Ordinal));

    public Task ReplaceAsync(string zone, string name, string type, string value, object[]? comments = null) =>
        SendAsync(HttpMethod.Patch, "/zones/" + zone.Replace("/", "=2F", StringComparison.Ordinal), new
        {
            rrsets = new[] { new { name, type, ttl = 300, changetype = "REPLACE", records = new[] { new { content = value, disabled = false } }, comments = comments ?? [] } },
        });

    public ValueTask DisposeAsync()
    {
        Stop(_process);
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends one server that was started here, by its own process.</summary>
    internal static void Stop(Process? process)
    {
        if (process is null) return;
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
        process.Dispose();
    }

    /// <summary>Takes what a server prints, so that it never waits for a reader.</summary>
    internal static void Drain(Process process, string log)
    {
        var gate = new Lock();
        void Take(object sender, DataReceivedEventArgs line)
        {
            lock (gate)
                try
                {
                    File.AppendAllText(log, line.Data + "\n");
                }
                catch (IOException) { }
        }
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private async Task CreateDatabaseAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_folder["pdns.sqlite3"]};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = await File.ReadAllTextAsync(RealServers.PathOf("usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql"));
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A real BIND.</summary>
internal sealed class BindServer : IAsyncDisposable
{
    private readonly RigFolder _folder = new();
    private Process? _process;

    public int Port { get; } = RealServers.FreePort();

    public async Task StartAsync()
    {
        var zones = new StringBuilder();
        var number = 0;
        foreach (var zone in IRig.Zones)
        {
            var file = _folder.Write($"zone{++number}.db", $"""
                $TTL 300
                @ IN SOA ns1.example.test. hostmaster.example.test. 1 3600 600 86400 300
                @ IN NS ns1.example.test.
                {(zone == IRig.Forward ? "ns1 IN A 127.0.0.1" : "")}

                """);
            zones.Append(CultureInfo.InvariantCulture, $$"""
                zone "{{zone}}" { type primary; file "{{file}}"; allow-transfer { key {{Keys.Name}}; key {{Keys.Name512}}; };
                  update-policy { grant {{Keys.Name}} zonesub A AAAA PTR TXT; grant {{Keys.Name512}} zonesub A AAAA PTR TXT; grant {{Keys.NameWithoutText}} zonesub A AAAA PTR; grant hand-key zonesub ANY; }; };

                """);
        }
        var config = _folder.Write("named.conf", $$"""
            options { directory "{{_folder.Path}}"; listen-on port {{Port}} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no; pid-file none;
              session-keyfile "{{_folder["session.key"]}}"; managed-keys-directory "{{_folder.Path}}"; notify no; };
            controls { };
            key "{{Keys.Name}}" { algorithm hmac-sha256; secret "{{Keys.Secret}}"; };
            key "{{Keys.Name512}}" { algorithm hmac-sha512; secret "{{Keys.Secret512}}"; };
            key "{{Keys.NameWithoutText}}" { algorithm hmac-sha256; secret "{{Keys.Secret}}"; };
            key "hand-key" { algorithm hmac-sha256; secret "{{Keys.OtherSecret}}"; };
            {{zones}}
            """);
        _process = RealServers.Start("usr/sbin/named", "-4", "-f", "-g", "-c", config);
        PowerDnsServer.Drain(_process, _folder["log"]);
        await RealServers.AwaitAsync(_process, Port, _folder["log"]);
        // It takes connections before its zones are loaded.
        foreach (var zone in IRig.Zones)
            for (var tries = 0; (await Dig.AskAsync(Port, zone, "SOA")).Count == 0; tries++)
            {
                Assert.True(tries < 200, $"BIND does not serve {zone}.");
                await Task.Delay(20);
            }
    }

    /// <summary>An update by nsupdate with a key of its own.</summary>
    public async Task UpdateAsync(string zone, string line)
    {
        var key = _folder.Write("hand.key", $$"""key "hand-key" { algorithm hmac-sha256; secret "{{Keys.OtherSecret}}"; };""");
        var (code, output) = await RealServers.RunAsync("usr/bin/nsupdate", $"server 127.0.0.1 {Port}\nzone {zone}\n{line}\nsend\n", "-k", key);
        Assert.True(code == 0, output);
    }

    public ValueTask DisposeAsync()
    {
        PowerDnsServer.Stop(_process);
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>What the independent client says.</summary>
internal static class Dig
{
    public static async Task<IReadOnlyList<string>> AskAsync(int port, string name, string type)
    {
        var (code, output) = await RealServers.RunAsync("usr/bin/dig", "", "@127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "+tcp", "+noall", "+answer", "+norecurse", "+tries=1", "+time=5", name, type);
        Assert.True(code == 0, output);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith(';')).Select(line => line.Split((char[]?)null, 5, StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts.Length == 5 && parts[3] == type && string.Equals(parts[0], name, StringComparison.OrdinalIgnoreCase)).Select(parts => parts[4]).Order(StringComparer.Ordinal)];
    }

    public static async Task<long> SerialAsync(int port, string zone) => long.Parse((await AskAsync(port, zone, "SOA"))[0].Split(' ')[2], CultureInfo.InvariantCulture);
}

/// <summary>Loses the answer of a request that was carried out.</summary>
internal sealed class ForgetfulHandler(HttpMessageHandler inner, Fuse fuse) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (request.Method == HttpMethod.Get || !fuse.Burns()) return response;
        response.Dispose();
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer was lost.");
    }
}

/// <summary>Loses the answers on a connection once.</summary>
internal sealed class ForgetfulStream(Stream inner, Fuse fuse) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return fuse.Burns() ? throw new IOException("The answer was lost.") : read;
    }
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);
    public override void Flush() => inner.Flush();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>The HTTP API of a real PowerDNS.</summary>
public sealed class PowerDnsRig : IRig
{
    internal PowerDnsServer Server { get; } = new();

    public Task InitializeAsync() => RealServers.Folder is null ? Task.CompletedTask : Guarded.StartAsync(Server.StartAsync, Server);
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

/// <summary>Starts a server and stops it again when its set-up fails half-way.</summary>
internal static class Guarded
{
    public static async Task StartAsync(Func<Task> start, IAsyncDisposable server)
    {
        try
        {
            await start();
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}

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
    public override Task InitializeAsync() => RealServers.Folder is null ? Task.CompletedTask : Guarded.StartAsync(Server.StartAsync, Server);
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
    public override Task InitializeAsync() => RealServers.Folder is null ? Task.CompletedTask : Guarded.StartAsync(Server.StartAsync, Server);
    public override async Task DisposeAsync() => await Server.DisposeAsync();
    internal override Task AddAsync(string zone, string name, string type, string value) => Server.ReplaceAsync(zone, name, type, value);
}

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
