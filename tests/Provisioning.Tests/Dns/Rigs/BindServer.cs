using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Provisioning.Tests.Dns;

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
        RealServers.Drain(_process, _folder["log"]);
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
        RealServers.Stop(_process);
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
