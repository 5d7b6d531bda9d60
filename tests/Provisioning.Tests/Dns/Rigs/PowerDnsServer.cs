using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Provisioning.Tests.Dns;

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
        RealServers.Drain(_process, _folder["log"]);
        await RealServers.AwaitAsync(_process, WebPort, _folder["log"]);
        await RealServers.AwaitAsync(_process, Port, _folder["log"]);
    }

    /// <summary>Ends it as a power cut would; what it has stored stays.</summary>
    public void Die()
    {
        RealServers.Stop(_process);
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
        RealServers.Stop(_process);
        _folder.Dispose();
        return ValueTask.CompletedTask;
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
