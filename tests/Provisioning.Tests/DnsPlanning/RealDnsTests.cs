using Provisioning.Dns;
using Provisioning.Engine;
using Provisioning.Tests.Dns;
using Provisioning.Tests.Store;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.DnsPlanning;

/// <summary>The whole way on real name servers, checked with dig: a service's life, and that a second run writes nothing.</summary>
public sealed class RealDnsTests
{
    /// <summary>Over the HTTP API, and by dynamic update.</summary>
    [NameServerTheory]
    [InlineData(DnsProviderKind.PowerDns)]
    [InlineData(DnsProviderKind.Rfc2136)]
    public async Task A_service_lives_in_real_zones(DnsProviderKind kind)
    {
        await using var server = new PowerDnsServer();
        using var store = SqliteStateStore.OpenInMemory(TimeProvider.System);
        await server.StartAsync();
        await new Site(server, store).LiveAsync(kind);
    }

    private sealed class Site(PowerDnsServer server, SqliteStateStore store)
    {
        public async Task LiveAsync(DnsProviderKind kind)
        {
            foreach (var zone in IRig.Zones) Register(zone, kind);
            using var providers = new DnsProviderSet(store);
            var dns = new DnsReconciler(store, providers, TimeProvider.System);
            await TickAsync(dns);

            var id = Service("web1", "192.0.2.10", "192.0.2.11", "2001:db8::10", "198.51.100.20");
            await TickAsync(dns);
            Assert.Equal("192.0.2.10", await DigAsync("web1.example.test", "A"));
            Assert.Equal("2001:db8::10", await DigAsync("web1.example.test", "AAAA"));
            foreach (var address in new[] { "192.0.2.10", "192.0.2.11", "2001:db8::10" }) Assert.Equal("web1.example.test.", await DigAsync("-x", address));
            Assert.Equal("web1.example.test.", await DigAsync("20.0/26.100.51.198.in-addr.arpa", "PTR"));

            var serials = await SerialsAsync();
            Assert.All(await DnsWorld.ListAsync(dns.SyncAsync(new DnsScope { IncludeKeep = true }, null, default)), result => Assert.Equal(DnsOutcome.Unchanged, result.Outcome));
            store.Write(Durability.Normal, writer => writer.MarkDns([id]));
            await TickAsync(dns);
            Assert.Equal(serials, await SerialsAsync());

            Write(writer => writer.SetReverseName(id, "192.0.2.11", "mail.example.test."));
            Write(writer => writer.SaveService(writer.Service(id)! with { HostName = "web2" }));
            await TickAsync(dns);
            Assert.Equal(("", "192.0.2.10", "web2.example.test.", "mail.example.test."),
                (await DigAsync("web1.example.test", "A"), await DigAsync("web2.example.test", "A"), await DigAsync("-x", "192.0.2.10"), await DigAsync("-x", "192.0.2.11")));

            // Somebody else's record in the way of the next name.
            await server.ReplaceAsync(IRig.Forward, "web3.example.test.", "A", "203.0.113.1");
            Write(writer => writer.SaveService(writer.Service(id)! with { HostName = "web3" }));
            await TickAsync(dns);
            Assert.Equal("203.0.113.1", await DigAsync("web3.example.test", "A"));
            Assert.Equal("192.0.2.10 2001:db8::10", $"{(await ForceAsync()).Trim()} {await DigAsync("web3.example.test", "AAAA")}");

            Write(writer =>
            {
                writer.ReleaseAddresses(id, null, DateTimeOffset.UtcNow);
                writer.SaveService(writer.Service(id)! with { Status = ServiceStatus.Terminated });
            });
            Assert.Equal(3, HeldBack());
            await TickAsync(dns);
            Assert.Equal("", string.Concat(await DigAsync("web3.example.test", "A"), await DigAsync("web3.example.test", "AAAA"), await DigAsync("-x", "192.0.2.10"), await DigAsync("-x", "2001:db8::10")));
            Assert.Equal(0, HeldBack());
            Assert.Empty(store.Read(reader => reader.OwnedRecords()));
            foreach (var zone in IRig.Zones)
                Assert.DoesNotContain("heritage=provisioning", (await server.ZoneAsync(zone))!.ToJsonString(), StringComparison.Ordinal);

            async Task<string> ForceAsync()
            {
                await DnsWorld.ListAsync(dns.SyncAsync(new DnsScope { ServiceIds = [id], Force = true }, null, default));
                return await DigAsync("web3.example.test", "A");
            }
        }

        private long HeldBack() => store.Read(reader => reader.HeldBackAddresses(IpFamily.IPv4, 0, uint.MaxValue, DateTimeOffset.UtcNow).Count());

        private async Task<IReadOnlyList<string>> SerialsAsync()
        {
            var serials = new List<string>();
            foreach (var zone in IRig.Zones) serials.Add(await DigAsync(zone, "SOA"));
            return serials;
        }

        private async Task<string> DigAsync(params string[] query)
        {
            var (code, output) = await RealServers.RunAsync("usr/bin/dig", "", ["+short", "+tcp", "@127.0.0.1", "-p", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), .. query]);
            Assert.Equal(0, code);
            return output.Trim();
        }

        private static async Task TickAsync(DnsReconciler dns)
        {
            var done = await dns.RunAsync(new TickWorkRequest("test", null, () => true), default);
            Assert.DoesNotContain(done.Errors, error => error.Id != ErrorIds.DnsNotOurs);
        }

        private void Register(string zone, DnsProviderKind kind) => Write(writer =>
        {
            var isUpdate = kind == DnsProviderKind.Rfc2136;
            var now = DateTimeOffset.UtcNow;
            var id = writer.AddDnsZone(new DnsZone
            {
                Name = zone, Provider = kind, Endpoint = isUpdate ? new Uri($"dns://127.0.0.1:{server.Port}") : server.Api, KeyName = isUpdate ? Keys.Name + "." : null,
                KeyAlgorithm = isUpdate ? "hmac-sha256" : null, RegisteredAt = now, CheckDueAt = now,
            });
            writer.SetSecret(DnsProviderSet.SecretName(id), new SecretText(isUpdate ? Keys.Secret : PowerDnsServer.ApiKey));
        });

        private long Service(string hostName, params string[] addresses) => store.Write(Durability.Normal, writer =>
        {
            var id = writer.AddService(Some.Service(hostName) with { Domain = "example.test", Status = ServiceStatus.Active });
            foreach (var address in addresses)
            {
                Assert.True(IpNumber.TryParse(address, out var family, out var number));
                writer.AssignAddress(Some.Address(address, id, isMain: writer.AssignmentPage(null, id, null, false, 0, 100, out _).All(other => other.Family != family)), number);
            }
            return id;
        });

        private void Write(Action<IStateWriter> work) => store.Write(Durability.Normal, work);
    }
}
