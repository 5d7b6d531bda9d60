using Provisioning.Dns;
using Provisioning.Http;
using Provisioning.Lab.Cloudflare;
using Provisioning.Tests.Http;

namespace Provisioning.Tests.Dns;

/// <summary>What only Cloudflare has: an allowance of requests, batches with a limit, pages, a proxy, a smallest TTL.</summary>
public sealed class CloudflareTests
{
    private static readonly DnsName Zone = DnsName.Parse(IRig.Forward);
    private static readonly RecordMark Mark = new(Guid.Parse("0b8f6f2e-5f43-4f8c-9a55-0d9f2a6f0c11"), 5);

    private readonly FakeClock _clock = new();

    [Fact]
    public void An_allowance_that_is_used_up_is_not_overdrawn()
    {
        var lab = Lab(new CloudflareOptions { RequestsPerWindow = 4 });
        using var provider = Open(lab);
        for (var i = 0; i < 3; i++) Inline.Run(_clock, Read(provider));
        Assert.Equal(4, lab.Calls.Count);
        _clock.Advance(TimeSpan.FromSeconds(100));
        var error = Inline.Fails(_clock, Read(provider));
        Assert.Equal((ErrorIds.DnsRateLimited, ErrorKind.Busy, true, TimeSpan.FromSeconds(200)), (error.Id, error.Kind, error.Retryable, error.RetryAfter));
        Assert.Equal(4, lab.Calls.Count);
        _clock.Advance(TimeSpan.FromSeconds(201));
        Inline.Run(_clock, Read(provider));
    }

    [Fact]
    public void A_short_wait_is_sat_through()
    {
        var lab = Lab(new CloudflareOptions { RequestsPerWindow = 2, Window = TimeSpan.FromSeconds(10) });
        using var provider = Open(lab);
        var started = _clock.GetUtcNow();
        for (var i = 0; i < 4; i++) Inline.Run(_clock, Read(provider));
        Assert.InRange(_clock.GetUtcNow() - started, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
        Assert.DoesNotContain(lab.Calls, call => call.Status == 429);
    }

    [Fact]
    public void Who_is_shut_out_is_told_for_how_long_and_asks_no_more()
    {
        var lab = Lab(new CloudflareOptions { RequestsPerWindow = 5 });
        using var provider = Open(lab);
        Inline.Run(_clock, Read(provider));
        // Somebody else uses the same token up.
        using (var other = Open(lab))
            for (var i = 0; i < 2; i++) Inline.Run(_clock, Read(other));
        var error = Inline.Fails(_clock, Read(provider));
        Assert.Equal((ErrorIds.DnsRateLimited, TimeSpan.FromMinutes(5)), (error.Id, error.RetryAfter));
        var calls = lab.Calls.Count;
        Assert.Equal(429, lab.Calls[^1].Status);
        Assert.Equal(ErrorIds.DnsRateLimited, Inline.Fails(_clock, Read(provider)).Id);
        Assert.Equal(calls, lab.Calls.Count);
    }

    [Fact]
    public async Task Batches_keep_their_limit_and_cut_no_set()
    {
        var lab = Lab();
        using var provider = Open(lab, TimeProvider.System);
        var sets = Enumerable.Range(0, 225).Select(i => RecordSet.Of(Zone.Prepend("b" + i), RecordType.A, 300, [$"10.0.{i}.1", $"10.0.{i}.2", $"10.0.{i}.3"], Mark)).ToList();
        var results = await provider.ApplyAsync(Zone, [.. sets.Select(set => new RecordChange(set.Key, null, set))], CallScope.None, default);
        Assert.All(results, result => Assert.Equal(DnsOutcome.Applied, result.Outcome));
        Assert.Equal(4, lab.Calls.Count(call => call.Method == "POST"));
        Assert.All(lab.Calls, call => Assert.Equal(200, call.Status));
    }

    [Fact]
    public async Task Long_lists_come_in_pages()
    {
        var lab = Lab();
        for (var i = 0; i < 120; i++) lab.AddRecord("example.test", $"p{i}.example.test", "A", "192.0.2.1", 300);
        using var provider = CloudflareRig.Open(lab, pageSize: 50);
        Assert.Equal(120, (await provider.ReadAsync(Zone, null, CallScope.None, default)).RecordSets.Count);
        // The zone, and three pages.
        Assert.Equal(4, lab.Calls.Count);
    }

    [Fact]
    public async Task A_list_that_does_not_add_up_is_no_picture()
    {
        var handler = new ScriptedHandler().Reply(200, """{"success":true,"result":[{"id":"z1","name":"example.test","status":"active"}]}""");
        handler.Otherwise = _ => ScriptedHandler.Make(200, """{"success":true,"result":[{"id":"r1","name":"a.example.test","type":"A","content":"192.0.2.1","ttl":300}],"result_info":{"page":1,"total_pages":1,"total_count":2}}""");
        using var provider = Open(handler);
        var error = (await Assert.ThrowsAsync<ProvisioningException>(() => provider.ReadAsync(Zone, null, CallScope.None, default))).Error;
        Assert.Equal((ErrorIds.BadReply, true, 3), (error.Id, error.Retryable, handler.Seen.Count));
    }

    [Fact]
    public async Task Whether_a_record_is_proxied_is_not_ours_to_say()
    {
        var lab = Lab();
        lab.AddRecord("example.test", "web.example.test", "A", "192.0.2.1", proxied: true);
        using var provider = Open(lab, TimeProvider.System);
        var key = new RecordKey(Zone.Prepend("web"), RecordType.A);
        var found = (await provider.ReadAsync(Zone, [key], CallScope.None, default))[key]!;
        Assert.True(found.IsProxied);
        var wanted = RecordSet.Of(key.Name, RecordType.A, 300, ["192.0.2.2"], Mark);
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(key, found, wanted)], CallScope.None, default))[0].Outcome);
        var record = Assert.Single(lab.Records("example.test"));
        Assert.Equal(("192.0.2.2", true, Mark.ToString()), (record.Content, record.Proxied, record.Comment));
        Assert.Equal(DnsOutcome.Unchanged, (await provider.ApplyAsync(Zone, [new RecordChange(key, wanted, wanted)], CallScope.None, default))[0].Outcome);
    }

    [Theory]
    [InlineData(30, 60)]
    [InlineData(1, 1)]
    [InlineData(300, 300)]
    public async Task Small_TTLs_are_raised_and_then_as_wanted(int wanted, int kept)
    {
        var lab = Lab();
        using var provider = Open(lab, TimeProvider.System);
        var set = RecordSet.Of(Zone.Prepend("ttl"), RecordType.A, wanted, ["192.0.2.1"], Mark);
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, set)], CallScope.None, default))[0].Outcome);
        Assert.Equal(kept, Assert.Single(lab.Records("example.test")).Ttl);
        Assert.Equal(DnsOutcome.Unchanged, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, set)], CallScope.None, default))[0].Outcome);
    }

    [Fact]
    public async Task A_set_that_others_added_to_is_not_ours()
    {
        var lab = Lab();
        using var provider = Open(lab, TimeProvider.System);
        var set = RecordSet.Of(Zone.Prepend("mixed"), RecordType.A, 300, ["192.0.2.1"], Mark);
        await provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, set)], CallScope.None, default);
        lab.AddRecord("example.test", "mixed.example.test", "A", "192.0.2.2", 300);
        Assert.Null((await provider.ReadAsync(Zone, [set.Key], CallScope.None, default))[set.Key]!.Mark);
        Assert.Equal(DnsOutcome.Stale, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, set, null)], CallScope.None, default))[0].Outcome);
    }

    [Theory]
    [InlineData(CloudflareFault.DropBefore, DnsOutcome.Failed)]
    [InlineData(CloudflareFault.Fail, DnsOutcome.Failed)]
    [InlineData(CloudflareFault.DropAfter, DnsOutcome.Applied)]
    public async Task An_unknown_outcome_is_looked_up(CloudflareFault fault, DnsOutcome outcome)
    {
        var lab = Lab();
        using var provider = Open(lab, TimeProvider.System);
        var set = RecordSet.Of(Zone.Prepend("fault"), RecordType.A, 300, ["192.0.2.1"], Mark);
        lab.Break("POST", fault);
        var result = (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, set)], CallScope.None, default))[0];
        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(outcome == DnsOutcome.Applied, lab.Records("example.test").Count == 1);
        Assert.True(result.Error is null or { Id: ErrorIds.OutcomeUnknown, Retryable: true });
        Assert.Equal(1, lab.Calls.Count(call => call.Method == "POST"));
    }

    [Fact]
    public async Task A_token_that_may_only_read_and_a_zone_that_waits_are_told()
    {
        var lab = new CloudflareLab();
        lab.AddToken(CloudflareRig.Token, mayEdit: false);
        lab.AddZone("example.test");
        lab.AddZone("waiting.test", "pending");
        using var provider = Open(lab, TimeProvider.System);
        Assert.Equal([ErrorIds.DnsRefused], (await provider.TestAsync(Zone, CallScope.None, default)).Problems.Select(p => p.Id));
        Assert.Equal([ErrorIds.DnsZoneNotServed, ErrorIds.DnsRefused], (await provider.TestAsync(DnsName.Parse("waiting.test"), CallScope.None, default)).Problems.Select(p => p.Id));
        var set = RecordSet.Of(Zone.Prepend("ro"), RecordType.A, 300, ["192.0.2.1"], Mark);
        Assert.Equal(ErrorIds.DnsAuthFailed, (await Assert.ThrowsAsync<ProvisioningException>(() => provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, set)], CallScope.None, default))).Error.Id);
    }

    [Theory]
    [InlineData(400, 81057, ErrorIds.DnsConflict)]
    [InlineData(400, 81058, ErrorIds.DnsConflict)]
    [InlineData(400, 81053, ErrorIds.DnsConflict)]
    [InlineData(400, 81044, ErrorIds.DnsStale)]
    [InlineData(404, 81044, ErrorIds.DnsStale)]
    [InlineData(400, 7003, ErrorIds.DnsZoneNotServed)]
    [InlineData(403, 10000, ErrorIds.DnsAuthFailed)]
    [InlineData(400, 6003, ErrorIds.DnsAuthFailed)]
    [InlineData(400, 9005, ErrorIds.DnsRefused)]
    [InlineData(503, 0, ErrorIds.ServerRefused)]
    public async Task Codes_have_a_meaning(int status, int code, string id)
    {
        var handler = new ScriptedHandler { Otherwise = _ => ScriptedHandler.Make(status, $$"""{"success":false,"errors":[{"code":{{code}},"message":"no"}],"messages":[],"result":null}""") };
        using var provider = Open(handler);
        Assert.Equal(id, (await Assert.ThrowsAsync<ProvisioningException>(() => provider.ReadAsync(Zone, null, CallScope.None, default))).Error.Id);
    }

    private CloudflareLab Lab(CloudflareOptions? options = null)
    {
        var lab = new CloudflareLab((options ?? new CloudflareOptions()) with { Time = _clock });
        lab.AddToken(CloudflareRig.Token);
        lab.AddZone("example.test");
        return lab;
    }

    private IDnsProvider Open(CloudflareLab lab, TimeProvider? clock = null) => CloudflareRig.Open(lab, new Opening { Clock = clock ?? _clock });

    private static IDnsProvider Open(ScriptedHandler handler)
    {
        var zone = new DnsZone { Name = IRig.Forward, Provider = DnsProviderKind.Cloudflare, Endpoint = new Uri("https://api.cloudflare.test/client/v4") };
        return DnsProviders.Open(zone, new SecretText(CloudflareRig.Token), DnsProviders.OptionsFor(zone) with { MaxRetries = 0, HandlerFactory = _ => handler });
    }

    private static Task<ZoneContent> Read(IDnsProvider provider) => Inline.WithoutContext(() => provider.ReadAsync(Zone, [new RecordKey(Zone.Prepend("x"), RecordType.A)], CallScope.None, default));
}
