using System.Net;
using Provisioning.Dns;
using Provisioning.Http;
using Provisioning.Tests.Http;

namespace Provisioning.Tests.Dns;

/// <summary>What only PowerDNS' HTTP API has.</summary>
public sealed class PowerDnsTests(PowerDnsRig rig) : IClassFixture<PowerDnsRig>
{
    private static readonly DnsName Zone = DnsName.Parse(IRig.Forward);
    private static readonly RecordMark Mark = new(Guid.Parse("0b8f6f2e-5f43-4f8c-9a55-0d9f2a6f0c11"), 5);

    [NameServerFact]
    public async Task Comments_of_others_stay()
    {
        using var provider = rig.Open();
        var name = Zone.Prepend("commented");
        await rig.Server.ReplaceAsync(IRig.Forward, name.ToString(), "A", "192.0.2.1", [new { content = "ask \"Ann\" \u00e9", account = "ops", modified_at = 1_700_000_000 }]);
        var found = (await provider.ReadAsync(Zone, [new(name, RecordType.A)], CallScope.None, default))[new(name, RecordType.A)]!;
        var set = RecordSet.Of(name, RecordType.A, 300, ["192.0.2.2"], Mark);
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, found, set)], CallScope.None, default))[0].Outcome);
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, set, set with { Mark = Mark with { Service = 6 } })], CallScope.None, default))[0].Outcome);

        var rrset = (await rig.Server.ZoneAsync(IRig.Forward))!["rrsets"]!.AsArray().Single(each => (string)each!["name"]! == name.ToString())!;
        var comments = rrset["comments"]!.AsArray().Select(each => ((string)each!["account"]!, (string)each["content"]!)).Order().ToList();
        Assert.Equal([("ops", "ask \"Ann\" \u00e9"), ("provisioning", (Mark with { Service = 6 }).ToString())], comments);
    }

    [NameServerFact]
    public async Task A_copy_of_a_zone_can_not_be_written()
    {
        await rig.Server.AddZoneAsync("copy.test.", "Slave");
        using var provider = rig.Open();
        var check = await provider.TestAsync(DnsName.Parse("copy.test"), CallScope.None, default);
        Assert.Equal(ErrorIds.DnsRefused, Assert.Single(check.Problems).Id);
        Assert.Equal("PowerDNS authoritative 4.7.3", check.Version);
    }

    /// <summary>Backends without comments refuse them (4.7: BIND, LMDB and others); this server has them, so the refusal is put before it.</summary>
    [NameServerFact]
    public async Task Where_no_comments_are_kept_marks_are_text_records()
    {
        using var provider = rig.Open(around: handler => new NoComments(handler));
        var set = RecordSet.Of(Zone.Prepend("uncommented"), RecordType.A, 300, ["192.0.2.7"], Mark);
        var mark = RecordMark.NameFor(set.Key).ToString();
        Assert.Equal(MarkPlace.Comment, provider.Capabilities.Marks);
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, set)], CallScope.None, default))[0].Outcome);
        Assert.Equal(MarkPlace.TextRecord, provider.Capabilities.Marks);
        Assert.Equal([$"\"{Mark}\""], await ((IRig)rig).ServedAsync(mark, "TXT"));

        // Another process learns of it by looking.
        using var other = rig.Open(around: handler => new NoComments(handler));
        Assert.Equal(set, (await other.ReadAsync(Zone, [set.Key], CallScope.None, default))[set.Key]);
        Assert.Equal(set, (await other.ReadAsync(Zone, null, CallScope.None, default))[set.Key]);

        var next = RecordSet.Of(set.Name, RecordType.A, 300, ["192.0.2.8"], Mark with { Service = 9 });
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, set, next)], CallScope.None, default))[0].Outcome);
        Assert.Equal(next, (await provider.ReadAsync(Zone, [set.Key], CallScope.None, default))[set.Key]);
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, next, null)], CallScope.None, default))[0].Outcome);
        Assert.Empty(await ((IRig)rig).ServedAsync(mark, "TXT"));
    }

    [NameServerFact]
    public async Task What_is_switched_off_counts_as_absent()
    {
        using var provider = rig.Open();
        var key = new RecordKey(Zone.Prepend("off"), RecordType.A);
        await rig.Server.SendAsync(HttpMethod.Patch, "/zones/" + IRig.Forward, new
        {
            rrsets = new[] { new { name = key.Name.ToString(), type = "A", ttl = 300, changetype = "REPLACE", records = new[] { new { content = "192.0.2.1", disabled = true } } } },
        });
        Assert.Null((await provider.ReadAsync(Zone, [key], CallScope.None, default))[key]);
        Assert.Null((await provider.ReadAsync(Zone, null, CallScope.None, default))[key]);
        var wanted = RecordSet.Of(key.Name, RecordType.A, 300, ["192.0.2.1"], Mark);
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(key, null, wanted)], CallScope.None, default))[0].Outcome);
        Assert.Equal(["192.0.2.1"], await ((IRig)rig).ServedAsync(key.Name.ToString(), "A"));
    }

    [Theory]
    [InlineData(401, "Unauthorized", ErrorIds.DnsAuthFailed)]
    [InlineData(404, "Not Found", ErrorIds.DnsZoneNotServed)]
    [InlineData(409, "Conflict", ErrorIds.DnsConflict)]
    [InlineData(400, "Bad Request", ErrorIds.DnsRefused)]
    [InlineData(429, "Too Many", ErrorIds.DnsRateLimited)]
    [InlineData(500, "Internal Server Error", ErrorIds.ServerRefused)]
    [InlineData(302, "Found", ErrorIds.ServerRefused)]
    [InlineData(200, "OK", ErrorIds.BadReply)]
    public async Task Refusals_in_plain_text_have_a_meaning(int status, string text, string id)
    {
        var handler = new ScriptedHandler().Reply(status, text, type: "text/plain", retryAfter: status == 429 ? TimeSpan.FromSeconds(40) : null);
        using var provider = Open(handler);
        var error = (await Assert.ThrowsAsync<ProvisioningException>(() => provider.ReadAsync(Zone, null, CallScope.None, default))).Error;
        Assert.Equal(id, error.Id);
        Assert.Equal(status == 429 ? TimeSpan.FromSeconds(40) : null, error.RetryAfter);
        Assert.Equal("/api/v1/servers/localhost/zones?zone=example.test.", handler.Seen[0].PathAndQuery);
        Assert.Equal("k-k-k-k", handler.Seen[0].Header("X-API-Key"));
    }

    [Theory]
    [InlineData("http://ns1:8081/", "/api/v1/servers/localhost/zones?")]
    [InlineData("https://ns1/pdns", "/pdns/api/v1/servers/localhost/zones?")]
    [InlineData("https://ns1/pdns/api/v1/servers/other", "/pdns/api/v1/servers/other/zones?")]
    public async Task The_API_may_lie_below_another_path(string endpoint, string path)
    {
        var handler = new ScriptedHandler().Reply(200, "[]");
        using var provider = Open(handler, endpoint);
        await Assert.ThrowsAsync<ProvisioningException>(() => provider.ReadAsync(Zone, null, CallScope.None, default));
        Assert.StartsWith(path, handler.Seen[0].PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key\nX-Other: 1")]
    [InlineData("")]
    [InlineData("kéy")]
    public void A_key_that_no_header_can_carry_is_refused(string key) =>
        Assert.Equal(ErrorIds.InvalidValue, Assert.Throws<ProvisioningException>(() => Open(new ScriptedHandler(), key: key)).Error.Id);

    /// <summary>The id of a zone may hold anything that belongs into no path.</summary>
    [Fact]
    public async Task An_id_leads_nowhere_else()
    {
        var handler = new ScriptedHandler().Reply(200, """[{"name":"example.test.","id":"../config?x"}]""").Reply(404, "Not Found");
        using var provider = Open(handler);
        await Assert.ThrowsAsync<ProvisioningException>(() => provider.ReadAsync(Zone, null, CallScope.None, default));
        Assert.Equal("/api/v1/servers/localhost/zones/..%2Fconfig%3Fx", handler.Seen[1].PathAndQuery);
    }

    private static IDnsProvider Open(ScriptedHandler handler, string endpoint = "http://ns1:8081", string key = "k-k-k-k")
    {
        var zone = new DnsZone { Name = IRig.Forward, Provider = DnsProviderKind.PowerDns, Endpoint = new Uri(endpoint) };
        return DnsProviders.Open(zone, new SecretText(key), DnsProviders.OptionsFor(zone) with { MaxRetries = 0, HandlerFactory = _ => handler });
    }

    private sealed class NoComments(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return body.Contains("\"comments\"", StringComparison.Ordinal)
                ? new HttpResponseMessage(HttpStatusCode.UnprocessableEntity) { Content = new StringContent("""{"error": "Hosting backend does not support editing comments."}""") }
                : await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }
}
