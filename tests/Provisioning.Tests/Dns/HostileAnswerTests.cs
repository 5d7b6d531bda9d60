using System.Diagnostics;
using Provisioning.Dns;
using Provisioning.Dns.DynamicUpdate;
using Provisioning.Http;
using Provisioning.Tests.Http;
using Provisioning.Tests.ProxmoxClient;

namespace Provisioning.Tests.Dns;

/// <summary>Whatever a name server answers, callers see typed errors only, and soon. More than ten thousand answers, drawn from seeds.</summary>
public sealed class HostileAnswerTests
{
    private static readonly DnsName Zone = DnsName.Parse(IRig.Forward);
    private static readonly RecordKey Key = new(DnsName.Parse("vm1.example.test"), RecordType.A);
    private static readonly RecordSet Set = RecordSet.Of(Key.Name, Key.Type, 300, ["192.0.2.1"], new RecordMark(Guid.Empty, 1));

    private static readonly string[] PowerDnsSeeds =
    [
        """[{"id":"example.test.","name":"example.test.","kind":"Native","serial":2026112101,"url":"/api/v1/servers/localhost/zones/example.test."}]""",
        """{"id":"example.test.","name":"example.test.","serial":5,"rrsets":[{"name":"vm1.example.test.","type":"A","ttl":300,"records":[{"content":"192.0.2.1","disabled":false}],"comments":[{"content":"heritage=provisioning,owner=00000000-0000-0000-0000-000000000000,service=1","account":"provisioning","modified_at":1}]},{"name":"t.example.test.","type":"TXT","ttl":1,"records":[{"content":"\"a\\\"b\" \"c\"","disabled":false}],"comments":[]}]}""",
        """{"error":"RRset vm1.example.test. IN A: Conflicts with pre-existing RRset"}""",
    ];

    private static readonly string[] CloudflareSeeds =
    [
        """{"result":[{"id":"0123456789abcdef","name":"example.test","status":"active","permissions":["#dns_records:edit"]}],"success":true,"errors":[],"messages":[],"result_info":{"page":1,"total_pages":1,"count":1,"total_count":1}}""",
        """{"result":[{"id":"r1","name":"vm1.example.test","type":"A","content":"192.0.2.1","ttl":300,"proxied":false,"comment":"heritage=provisioning,owner=00000000-0000-0000-0000-000000000000,service=1"},{"id":"r2","name":"p.example.test","type":"PTR","content":"a.example","ttl":1}],"success":true,"result_info":{"page":1,"per_page":5000,"count":2,"total_count":2,"total_pages":1}}""",
        """{"success":false,"errors":[{"code":81057,"message":"The record already exists."}],"result":null}""",
    ];

    [Fact]
    public void Mangled_messages_are_a_bad_reply_or_read()
    {
        var random = new Random(20266);
        var (read, refused) = (0, 0);
        var seeds = Seeds();
        for (var i = 0; i < 8000; i++)
        {
            try
            {
                DnsMessage.Read(Mangle(seeds[random.Next(seeds.Count)], random));
                read++;
            }
            catch (ProvisioningException e)
            {
                Assert.Equal(ErrorIds.BadReply, e.Error.Id);
                Assert.DoesNotContain(e.Error.Message, char.IsControl);
                refused++;
            }
        }
        Assert.True(read > 500 && refused > 2000, $"{read} were read and {refused} refused: that is no trial.");
    }

    [Fact]
    public void Names_that_run_in_circles_are_refused()
    {
        foreach (var name in new byte[][] { [0xc0, 12], [1, (byte)'a', 0xc0, 12], [0xc0, 14, 0xc0, 12], [0xc0, 200], [0xff, 0xff], [0x40, 1], [0x80, 1], [63], [0xc0] })
        {
            byte[] message = [0, 1, 0x84, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. name, 0, 1, 0, 1];
            Assert.Equal(ErrorIds.BadReply, Assert.Throws<ProvisioningException>(() => DnsMessage.Read(message)).Error.Id);
        }
    }

    /// <summary>The largest message, made of nothing but pointers to the longest name and of chains of pointers.</summary>
    [Fact]
    public void A_small_message_is_no_great_deal_of_work()
    {
        var writer = new DnsWriter();
        Header(writer, 0x8400, answers: 5000);
        writer.NameInFull(DnsName.Parse(string.Join('.', Enumerable.Repeat("a", 120))));
        writer.U16(1);
        writer.U16(1);
        var pointers = writer.Length;
        for (var i = 0; writer.Length < 65_000; i++)
        {
            writer.U16(0xc000 | (i == 0 ? 12 : Math.Min(0x3ff0, pointers)));
            writer.U16(12);
            writer.U16(1);
            writer.U32(1);
            writer.U16(2);
            writer.U16(0xc000 | 12);
        }
        var started = Stopwatch.StartNew();
        Assert.ThrowsAny<ProvisioningException>(() => DnsMessage.Read(writer.ToArray()));
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(5), started.Elapsed.ToString());
    }

    [Fact]
    public async Task A_hostile_name_server_gets_typed_errors_only()
    {
        var random = new Random(20267);
        var seeds = Seeds();
        for (var i = 0; i < 1500; i++)
        {
            var frames = new MemoryStream();
            for (var count = random.Next(1, 8); count > 0; count--)
            {
                var message = Mangle(seeds[random.Next(seeds.Count)], random);
                frames.Write([(byte)(message.Length >> 8), (byte)message.Length]);
                frames.Write(message);
            }
            var zone = new DnsZone { Name = IRig.Forward, Provider = DnsProviderKind.Rfc2136, Endpoint = new Uri("dns://ns1"), KeyName = "k" };
            using var provider = new DynamicUpdateProvider(zone, new SecretText("c2VjcmV0c2VjcmV0"), DnsProviders.OptionsFor(zone), (_, _, _) => ValueTask.FromResult<Stream>(new CannedStream(frames.ToArray())));
            await Ask(provider, random.Next(4));
        }
    }

    [Fact]
    public async Task Mangled_JSON_of_PowerDNS_gets_typed_errors_only() =>
        await AskAll(new DnsZone { Name = IRig.Forward, Provider = DnsProviderKind.PowerDns, Endpoint = new Uri("http://ns1:8081") }, PowerDnsSeeds, 20268);

    [Fact]
    public async Task Mangled_JSON_of_Cloudflare_gets_typed_errors_only() =>
        await AskAll(new DnsZone { Name = IRig.Forward, Provider = DnsProviderKind.Cloudflare, Endpoint = new Uri("https://cf.test/client/v4") }, CloudflareSeeds, 20269);

    private static async Task AskAll(DnsZone zone, string[] seeds, int seed)
    {
        var random = new Random(seed);
        int[] statuses = [200, 200, 200, 200, 200, 200, 204, 400, 401, 403, 404, 409, 422, 429, 500, 503, 302];
        for (var i = 0; i < 2000; i++)
        {
            // The zone is mostly found, or nothing after it would be tried.
            var first = random.Next(4) != 0;
            var handler = new ScriptedHandler
            {
                Otherwise = request =>
                {
                    var isLookup = request.PathAndQuery.Contains("/zones?", StringComparison.Ordinal);
                    if (first && isLookup) return ScriptedHandler.Make(200, seeds[0]);
                    var body = seeds[random.Next(seeds.Length)];
                    if (random.Next(3) != 0) body = ValueTests.Mangle(body, random);
                    if (random.Next(4) == 0) body = body[..random.Next(body.Length + 1)];
                    if (random.Next(20) == 0) body = new string('[', 5000);
                    if (random.Next(20) == 0) body = "\"\\ud800\"";
                    var response = ScriptedHandler.Make(statuses[random.Next(statuses.Length)], body, null, random.Next(5) == 0 ? "text/html" : "application/json");
                    if (random.Next(3) == 0) response.Headers.TryAddWithoutValidation("Ratelimit", ValueTests.Mangle("\"default\";r=5;t=99", random).ReplaceLineEndings(" "));
                    return response;
                },
            };
            using var provider = DnsProviders.Open(zone, new SecretText("secret-of-the-test"), DnsProviders.OptionsFor(zone) with { MaxRetries = 0, MaxRetryDelay = TimeSpan.Zero, RestAfterFailures = int.MaxValue, HandlerFactory = _ => handler });
            await Ask(provider, random.Next(4));
            Assert.InRange(handler.Seen.Count, 1, 40);
        }
    }

    private static async Task Ask(IDnsProvider provider, int what)
    {
        try
        {
            switch (what)
            {
                case 0:
                    await provider.ReadAsync(Zone, null, CallScope.None, default);
                    break;
                case 1:
                    await provider.ReadAsync(Zone, [Key], CallScope.None, default);
                    break;
                case 2:
                    await provider.TestAsync(Zone, CallScope.None, default);
                    break;
                default:
                    Assert.All(await provider.ApplyAsync(Zone, [new RecordChange(Key, null, Set)], CallScope.None, default), Assert.NotNull);
                    break;
            }
        }
        catch (ProvisioningException e)
        {
            Assert.DoesNotContain(e.Error.Message, char.IsControl);
            Assert.True(e.Error.Message.Length < 2000);
        }
    }

    /// <summary>Answers as servers give them: with compressed names, every type, and a signature.</summary>
    private static List<byte[]> Seeds()
    {
        var key = new TsigKey("k", null, new SecretText("c2VjcmV0c2VjcmV0"));
        var writer = new DnsWriter();
        Header(writer, 0x8400, answers: 7);
        writer.Name(Key.Name);
        writer.U16(1);
        writer.U16(1);
        Record(writer, Key.Name, 1, w => w.Octets([192, 0, 2, 1]));
        Record(writer, Key.Name, 28, w => w.Octets(new byte[16]));
        Record(writer, DnsName.Parse("1.2.0.192.in-addr.arpa"), 12, w => w.Name(Key.Name));
        Record(writer, DnsName.Parse("_prov-a.vm1.example.test"), 16, w => w.CharacterString("heritage=provisioning"u8));
        Record(writer, DnsName.Parse("www.example.test"), 5, w => w.Name(Zone));
        Record(writer, Zone, 6, w =>
        {
            w.Name(DnsName.Parse("ns1.example.test"));
            w.Name(DnsName.Parse("hostmaster.example.test"));
            for (var i = 0; i < 5; i++) w.U32(7);
        });
        Record(writer, Zone, 257, w => w.Octets([0, 5, (byte)'i']));
        var plain = writer.ToArray();
        var update = new DnsWriter();
        Header(update, 0xa800, answers: 0);
        update.Name(Zone);
        update.U16(6);
        update.U16(1);
        return [plain, key.Sign(plain, DateTimeOffset.UnixEpoch).Message, key.Sign(update.ToArray(), DateTimeOffset.UtcNow).Message, Requests.Query(7, Zone, 1)];
    }

    private static void Header(DnsWriter writer, int flags, int answers)
    {
        writer.U16(1);
        writer.U16(flags);
        writer.U16(1);
        writer.U16(answers);
        writer.U16(0);
        writer.U16(0);
    }

    private static void Record(DnsWriter writer, DnsName name, int type, Action<DnsWriter> data)
    {
        writer.Name(name);
        writer.U16(type);
        writer.U16(1);
        writer.U32(300);
        var at = writer.Length;
        writer.U16(0);
        data(writer);
        writer.PatchU16(at, writer.Length - at - 2);
    }

    private static byte[] Mangle(byte[] seed, Random random)
    {
        if (random.Next(10) == 0)
        {
            var noise = new byte[random.Next(0, 600)];
            random.NextBytes(noise);
            return noise;
        }
        var bytes = (byte[])seed.Clone();
        for (var count = random.Next(1, 5); count > 0 && bytes.Length > 0; count--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = 0xc0; break;
                case 3: bytes[at] = 0xff; break;
                case 4: bytes = bytes[..at]; break;
                default: bytes = [.. bytes[..at], .. bytes[random.Next(at + 1)..]]; break;
            }
        }
        return bytes;
    }

    /// <summary>Takes everything and answers what it holds.</summary>
    private sealed class CannedStream(byte[] answers) : MemoryStream(answers)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
