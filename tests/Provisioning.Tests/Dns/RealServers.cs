using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Provisioning.Tests.Dns;

/// <summary>The unpacked name servers that <c>tests/servers/dns.sh</c> prepares, and why they are missing where they are.</summary>
internal static class RealServers
{
    /// <summary>The folder they lie in; null when there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>Why the tests that need them are left out; null when they are not.</summary>
    public static string? Missing { get; } = Folder is not null ? null
        : Environment.GetEnvironmentVariable("PROVISIONING_DNS_SERVERS_MISSING") is { Length: > 0 } why ? why
        : "No real name servers: run 'bash tests/servers/dns.sh', or set PROVISIONING_DNS_SERVERS to the folder that it prints.";

    public static string PathOf(string relative) => Path.Combine(Folder!, relative);

    private static string Libraries => string.Join(':', new[] { "usr/lib", "lib" }.Select(PathOf).Where(Directory.Exists).SelectMany(folder => Directory.GetDirectories(folder, "*-linux-*")));

    /// <summary>The folder of PowerDNS' modules.</summary>
    public static string Modules => Directory.GetDirectories(PathOf("usr/lib"), "*-linux-*").Select(folder => Path.Combine(folder, "pdns")).First(Directory.Exists);

    /// <summary>Starts one of their programs.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(PathOf(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        start.Environment["LD_LIBRARY_PATH"] = Libraries;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
    }

    /// <summary>Runs one of their programs to its end, within ten seconds.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string program, string input, params string[] arguments)
    {
        using var process = Start(program, arguments);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    /// <summary>A loopback port that nobody listens on, for TCP and UDP.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var tcp = new TcpListener(IPAddress.Loopback, 0);
            tcp.Start();
            var port = ((IPEndPoint)tcp.LocalEndpoint).Port;
            try
            {
                using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException) { }
        }
    }

    /// <summary>Waits until a server accepts connections; its own words are in the error when it doesn't.</summary>
    public static async Task AwaitAsync(Process server, int port, string log)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(30);)
        {
            if (server.HasExited) break;
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }
        throw new InvalidOperationException($"The name server did not come up on port {port}: {(File.Exists(log) ? File.ReadAllText(log) : "no log")}");
    }

    /// <summary>Ends one server that was started here, by its own process.</summary>
    public static void Stop(Process? process)
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
    public static void Drain(Process process, string log)
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

    /// <summary>Lets a server of a test start, and ends it when its set-up fails half-way. Where there are no servers nothing happens: what needs them is left out.</summary>
    public static async Task StartAsync(Func<Task> start, IAsyncDisposable server)
    {
        if (Folder is null) return;
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

    private static string? Find()
    {
        string?[] places = [Environment.GetEnvironmentVariable("PROVISIONING_DNS_SERVERS"), OperatingSystem.IsLinux() ? Path.Combine(Path.GetTempPath(), "provisioning-dns-servers-" + Id()) : null];
        return places.FirstOrDefault(place => place is { Length: > 0 } && File.Exists(Path.Combine(place, "ready")));
    }

    /// <summary>The number of this process' user, as <c>id -u</c> says.</summary>
    private static string Id() => File.ReadLines("/proc/self/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
}

/// <summary>A fact that needs real name servers, and is left out with the reason where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NameServerFactAttribute : FactAttribute
{
    public NameServerFactAttribute() => Skip = RealServers.Missing;
}

/// <summary>A theory that needs real name servers, and is left out with the reason where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NameServerTheoryAttribute : TheoryAttribute
{
    public NameServerTheoryAttribute() => Skip = RealServers.Missing;
}
