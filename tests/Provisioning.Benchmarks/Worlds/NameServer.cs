using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Provisioning.Benchmarks;

/// <summary>A real PowerDNS on loopback with one zone, from the packages that <c>tests/servers/dns.sh</c> unpacks; it ends with its owner.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    public const string ApiKey = "key-of-the-benchmarks";

    private readonly string _folder = Directory.CreateTempSubdirectory("provisioning-pdns-").FullName;
    private Process? _process;

    /// <summary>Where the unpacked packages lie; null where they are missing.</summary>
    public static string? Packages { get; } = new[] { Environment.GetEnvironmentVariable("PROVISIONING_DNS_SERVERS"), Path.Combine(Path.GetTempPath(), "provisioning-dns-servers-" + UserId()) }
        .FirstOrDefault(place => place is { Length: > 0 } && File.Exists(Path.Combine(place, "ready")));

    public Uri Api { get; private set; } = null!;

    public async Task StartAsync(string zone)
    {
        var (dns, web) = (FreePort(), FreePort());
        Api = new Uri($"http://127.0.0.1:{web}");
        var libraries = new[] { "usr/lib", "lib" }.Select(part => Path.Combine(Packages!, part)).Where(Directory.Exists).SelectMany(part => Directory.GetDirectories(part, "*-linux-*")).ToList();
        var database = Path.Combine(_folder, "pdns.sqlite3");
        await using (var connection = new SqliteConnection($"Data Source={database};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var schema = connection.CreateCommand();
            schema.CommandText = await File.ReadAllTextAsync(Path.Combine(Packages!, "usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql"));
            await schema.ExecuteNonQueryAsync();
        }
        await File.WriteAllTextAsync(Path.Combine(_folder, "pdns.conf"), $"""
            module-dir={libraries.Select(library => Path.Combine(library, "pdns")).First(Directory.Exists)}
            launch=gsqlite3
            gsqlite3-database={database}
            local-address=127.0.0.1
            local-port={dns}
            api=yes
            api-key={ApiKey}
            webserver=yes
            webserver-address=127.0.0.1
            webserver-port={web}
            webserver-allow-from=127.0.0.1
            webserver-loglevel=none
            socket-dir={_folder}
            daemon=no
            guardian=no
            security-poll-suffix=
            """);
        var start = new ProcessStartInfo(Path.Combine(Packages!, "usr/sbin/pdns_server"), [$"--config-dir={_folder}", "--loglevel=0", "--disable-syslog"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["LD_LIBRARY_PATH"] = string.Join(':', libraries);
        _process = Process.Start(start) ?? throw new InvalidOperationException("pdns_server does not start.");
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        using var client = new HttpClient { BaseAddress = Api, DefaultRequestHeaders = { { "X-API-Key", ApiKey } } };
        for (var tries = 0; ; tries++)
            try
            {
                using var made = await client.PostAsJsonAsync("/api/v1/servers/localhost/zones", new { name = zone, kind = "Native", nameservers = new[] { "ns1." + zone } });
                made.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (tries < 200 && !_process.HasExited)
            {
                await Task.Delay(50);
            }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string UserId() => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/self/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1]
        : 0.ToString(CultureInfo.InvariantCulture);
}
