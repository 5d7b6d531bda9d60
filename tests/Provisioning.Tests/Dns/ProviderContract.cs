using System.Net;
using System.Reflection;
using Provisioning.Dns;
using Provisioning.Http;
using Provisioning.Tests.Http;

namespace Provisioning.Tests.Dns;

/// <summary>
/// What every provider has to do, whatever is behind it. Each public method is a fact; each provider has one class below that runs them all.
/// What was done is looked at with dig, never with the provider alone.
/// </summary>
internal sealed class ProviderContract(IRig rig)
{
    private static readonly Guid Owner = Guid.Parse("0b8f6f2e-5f43-4f8c-9a55-0d9f2a6f0c11");
    private static readonly DnsName Forward = DnsName.Parse(IRig.Forward);
    private static int s_fresh;

    public static IReadOnlyList<string> Facts { get; } = [.. typeof(ProviderContract).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => method.ReturnType == typeof(Task)).Select(method => method.Name)];

    internal static Task RunAsync(IRig rig, string fact) => (Task)typeof(ProviderContract).GetMethod(fact)!.Invoke(new ProviderContract(rig), null)!;

    public async Task A_record_is_made_with_its_mark()
    {
        using var provider = rig.Open();
        var set = Set(Fresh(), RecordType.A, 300, "192.0.2.10");
        await Applied(provider, new RecordChange(set.Key, null, set));
        Assert.Equal(["192.0.2.10"], await rig.ServedAsync(set.Name.ToString(), "A"));
        Assert.Equal(set, (await ReadAsync(provider, set.Key))[set.Key]);
    }

    public async Task What_is_as_wanted_is_not_written()
    {
        using var provider = rig.Open();
        var set = Set(Fresh(), RecordType.AAAA, 300, "2001:db8::10", "2001:db8::11");
        await Applied(provider, new RecordChange(set.Key, null, set));
        var writes = await rig.WritesAsync(IRig.Forward);
        Assert.Equal(DnsOutcome.Unchanged, (await ApplyAsync(provider, new RecordChange(set.Key, null, set)))[0].Outcome);
        Assert.Equal(DnsOutcome.Unchanged, (await ApplyAsync(provider, new RecordChange(set.Key, set, set)))[0].Outcome);
        Assert.Equal(DnsOutcome.Unchanged, (await ApplyAsync(provider, new RecordChange(Key(Fresh(), RecordType.A), null, null)))[0].Outcome);
        Assert.Equal(writes, await rig.WritesAsync(IRig.Forward));
    }

    public async Task What_somebody_else_made_is_left_alone()
    {
        using var provider = rig.Open();
        var set = Set(Fresh(), RecordType.A, 300, "192.0.2.20");
        await rig.AddAsync(IRig.Forward, set.Name.ToString(), "A", "203.0.113.9");
        var result = (await ApplyAsync(provider, new RecordChange(set.Key, null, set)))[0];
        Assert.Equal((DnsOutcome.Stale, ErrorIds.DnsStale), (result.Outcome, result.Error?.Id));
        Assert.Equal(["203.0.113.9"], result.Live!.Values);
        Assert.Null(result.Live.Mark);
        Assert.Equal(["203.0.113.9"], await rig.ServedAsync(set.Name.ToString(), "A"));
    }

    public async Task A_record_set_is_replaced_whole()
    {
        using var provider = rig.Open();
        var before = Set(Fresh(), RecordType.A, 300, "192.0.2.30", "192.0.2.31");
        var after = Set(before.Name, RecordType.A, 600, "192.0.2.31", "192.0.2.32", "192.0.2.33");
        await Applied(provider, new RecordChange(before.Key, null, before));
        await Applied(provider, new RecordChange(before.Key, before, after));
        Assert.Equal(after.Values, await rig.ServedAsync(after.Name.ToString(), "A"));
        Assert.Equal(after, (await ReadAsync(provider, after.Key))[after.Key]);
    }

    public async Task A_stale_change_changes_nothing()
    {
        using var provider = rig.Open();
        var there = Set(Fresh(), RecordType.A, 300, "192.0.2.40");
        await Applied(provider, new RecordChange(there.Key, null, there));
        var planned = Set(there.Name, RecordType.A, 300, "192.0.2.41");
        var update = (await ApplyAsync(provider, new RecordChange(there.Key, planned, Set(there.Name, RecordType.A, 300, "192.0.2.42"))))[0];
        var delete = (await ApplyAsync(provider, new RecordChange(there.Key, planned, null)))[0];
        Assert.Equal((DnsOutcome.Stale, DnsOutcome.Stale), (update.Outcome, delete.Outcome));
        Assert.Equal(["192.0.2.40"], await rig.ServedAsync(there.Name.ToString(), "A"));
    }

    public async Task Another_owners_mark_makes_a_change_stale()
    {
        using var provider = rig.Open();
        var theirs = Set(Fresh(), RecordType.A, 300, "192.0.2.45") with { Mark = new RecordMark(Guid.NewGuid(), 7) };
        await Applied(provider, new RecordChange(theirs.Key, null, theirs));
        var result = (await ApplyAsync(provider, new RecordChange(theirs.Key, theirs with { Mark = new RecordMark(Owner, 7) }, null)))[0];
        Assert.Equal((DnsOutcome.Stale, theirs.Mark), (result.Outcome, result.Live?.Mark));
        Assert.Equal(["192.0.2.45"], await rig.ServedAsync(theirs.Name.ToString(), "A"));
    }

    public async Task A_deleted_record_set_takes_its_mark_along()
    {
        using var provider = rig.Open();
        var set = Set(Fresh(), RecordType.A, 300, "192.0.2.50");
        await Applied(provider, new RecordChange(set.Key, null, set));
        await Applied(provider, new RecordChange(set.Key, set, null));
        Assert.Empty(await rig.ServedAsync(set.Name.ToString(), "A"));
        Assert.Empty(await rig.ServedAsync(RecordMark.NameFor(set.Key).ToString(), "TXT"));
        var content = await ReadAsync(provider, set.Key);
        Assert.Empty(content.RecordSets);
        Assert.Empty(content.LostMarks);
        Assert.Equal(DnsOutcome.Unchanged, (await ApplyAsync(provider, new RecordChange(set.Key, null, null)))[0].Outcome);
    }

    public async Task A_record_changes_hands()
    {
        using var provider = rig.Open();
        var set = Set(Fresh(), RecordType.A, 300, "192.0.2.60");
        await rig.AddAsync(IRig.Forward, set.Name.ToString(), "A", "192.0.2.60");
        var found = (await ReadAsync(provider, set.Key))[set.Key]!;
        Assert.Null(found.Mark);
        await Applied(provider, new RecordChange(set.Key, found, set));
        var next = set with { Mark = new RecordMark(Owner, 99) };
        await Applied(provider, new RecordChange(set.Key, set, next));
        Assert.Equal(99, (await ReadAsync(provider, set.Key))[set.Key]!.Mark!.Service);
        Assert.Equal(["192.0.2.60"], await rig.ServedAsync(set.Name.ToString(), "A"));
    }

    public async Task Reverse_records_of_every_kind()
    {
        using var provider = rig.Open();
        var index = new ZoneIndex(IRig.Zones.Select(DnsName.Parse));
        foreach (var address in new[] { "192.0.2.77", "2001:db8::77", "198.51.100.20" })
        {
            var (zone, name) = index.FindReverse(IPAddress.Parse(address))!.Value;
            var set = Set(name, RecordType.PTR, 300, "vm77.example.test.");
            Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(zone, [new RecordChange(set.Key, null, set)], CallScope.None, default))[0].Outcome);
            Assert.Equal(["vm77.example.test."], await rig.ServedAsync(name.ToString(), "PTR"));
            Assert.Equal(set, (await provider.ReadAsync(zone, [set.Key], CallScope.None, default))[set.Key]);
            Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(zone, [new RecordChange(set.Key, set, null)], CallScope.None, default))[0].Outcome);
            Assert.Empty(await rig.ServedAsync(name.ToString(), "PTR"));
        }
    }

    public async Task Other_types_at_the_same_name_stay()
    {
        using var provider = rig.Open();
        var set = Set(Fresh(), RecordType.A, 300, "192.0.2.70");
        await rig.AddAsync(IRig.Forward, set.Name.ToString(), "TXT", "\"hello world\"");
        await Applied(provider, new RecordChange(set.Key, null, set));
        await Applied(provider, new RecordChange(set.Key, set, null));
        Assert.Equal(["\"hello world\""], await rig.ServedAsync(set.Name.ToString(), "TXT"));
    }

    public async Task Beside_a_CNAME_nothing_is_made()
    {
        using var provider = rig.Open();
        var set = Set(Fresh(), RecordType.A, 300, "192.0.2.75");
        await rig.AddAsync(IRig.Forward, set.Name.ToString(), "CNAME", "ns1.example.test.");
        var result = (await ApplyAsync(provider, new RecordChange(set.Key, null, set)))[0];
        Assert.Equal(DnsOutcome.Failed, result.Outcome);
        Assert.True(result.Error!.Id is ErrorIds.DnsConflict or ErrorIds.DnsStale, result.Error.Id);
        Assert.Empty(await rig.ServedAsync(set.Name.ToString(), "A"));
        var cname = (await ReadAsync(provider, set.Key, Key(set.Name, RecordType.CNAME)))[Key(set.Name, RecordType.CNAME)];
        Assert.Equal(["ns1.example.test."], cname!.Values);
    }

    public async Task One_bad_change_stops_no_other()
    {
        using var provider = rig.Open();
        var sets = Enumerable.Range(0, 9).Select(i => Set(Fresh(), RecordType.A, 300, $"192.0.2.{80 + i}")).ToList();
        await rig.AddAsync(IRig.Forward, sets[4].Name.ToString(), "A", "203.0.113.4");
        await rig.AddAsync(IRig.Forward, sets[6].Name.ToString(), "CNAME", "ns1.example.test.");
        var changes = sets.Select(set => new RecordChange(set.Key, null, set)).ToList();
        changes[2] = changes[2] with { Key = Key(DnsName.Parse("vm.elsewhere.test"), RecordType.A), After = Set(DnsName.Parse("vm.elsewhere.test"), RecordType.A, 300, "192.0.2.1") };
        var results = await provider.ApplyAsync(Forward, changes, CallScope.None, default);
        var failed = new[] { 2, 4, 6 };
        for (var i = 0; i < results.Count; i++)
        {
            Assert.Same(changes[i], results[i].Change);
            Assert.Equal(!failed.Contains(i), results[i].Outcome == DnsOutcome.Applied);
            if (!failed.Contains(i)) Assert.Equal(sets[i].Values, await rig.ServedAsync(sets[i].Name.ToString(), "A"));
        }
        Assert.Equal((ErrorIds.DnsZoneNotServed, DnsOutcome.Stale), (results[2].Error!.Id, results[4].Outcome));
    }

    public async Task Many_records_come_and_go_in_few_requests()
    {
        var log = new KeptLog();
        using var provider = rig.Open();
        var prefix = FreshLabel();
        var sets = Enumerable.Range(0, 700).Select(i => Set(DnsName.Parse($"{prefix}-{i}.{IRig.Forward}"), RecordType.A, 300, $"10.1.{i / 250}.{i % 250}")).ToList();
        var results = await provider.ApplyAsync(Forward, [.. sets.Select(set => new RecordChange(set.Key, null, set))], new CallScope(log), default);
        Assert.All(results, result => Assert.Equal(DnsOutcome.Applied, result.Outcome));
        Assert.InRange(log.Calls.Count, 1, 30);
        log.Calls.Clear();

        var whole = await provider.ReadAsync(Forward, null, new CallScope(log), default);
        Assert.True(whole.IsWhole);
        Assert.All(sets, set => Assert.Equal(set, whole[set.Key]));
        Assert.InRange(log.Calls.Count, 1, 3);
        var some = await provider.ReadAsync(Forward, [.. sets.Take(300).Select(set => set.Key)], CallScope.None, default);
        Assert.All(sets.Take(300), set => Assert.Equal(set, some[set.Key]));

        var writes = await rig.WritesAsync(IRig.Forward);
        results = await provider.ApplyAsync(Forward, [.. sets.Select(set => new RecordChange(set.Key, set, set))], CallScope.None, default);
        Assert.All(results, result => Assert.Equal(DnsOutcome.Unchanged, result.Outcome));
        Assert.Equal(writes, await rig.WritesAsync(IRig.Forward));
        results = await provider.ApplyAsync(Forward, [.. sets.Select(set => new RecordChange(set.Key, set, null))], CallScope.None, default);
        Assert.All(results, result => Assert.Equal(DnsOutcome.Applied, result.Outcome));
        Assert.DoesNotContain((await provider.ReadAsync(Forward, null, CallScope.None, default)).RecordSets.Keys, key => key.Name.ToString().StartsWith(prefix, StringComparison.Ordinal));
    }

    public async Task A_lost_answer_is_settled_by_looking()
    {
        var fuse = new Fuse();
        using var provider = rig.Open(new Opening { LostAnswer = fuse });
        var set = Set(Fresh(), RecordType.A, 300, "192.0.2.90");
        // Found out beforehand, so that the write's answer is the one that gets lost.
        await ReadAsync(provider, set.Key);
        fuse.Light();
        Assert.Equal(DnsOutcome.Applied, (await ApplyAsync(provider, new RecordChange(set.Key, null, set)))[0].Outcome);
        Assert.False(fuse.Burns());
        Assert.Equal(["192.0.2.90"], await rig.ServedAsync(set.Name.ToString(), "A"));
    }

    public async Task The_policy_for_TTLs_decides_what_is_written()
    {
        foreach (var (policy, lower, higher) in new[] { (DnsTtlPolicy.Equal, DnsOutcome.Applied, DnsOutcome.Applied), (DnsTtlPolicy.Floor, DnsOutcome.Applied, DnsOutcome.Unchanged), (DnsTtlPolicy.Ignore, DnsOutcome.Unchanged, DnsOutcome.Unchanged) })
        {
            using var provider = rig.Open(new Opening { TtlPolicy = policy });
            var set = Set(Fresh(), RecordType.A, 300, "192.0.2.95");
            await Applied(provider, new RecordChange(set.Key, null, set));
            Assert.Equal(higher, (await ApplyAsync(provider, new RecordChange(set.Key, set, set with { Ttl = 200 })))[0].Outcome);
            set = (await ReadAsync(provider, set.Key))[set.Key]!;
            Assert.Equal(lower, (await ApplyAsync(provider, new RecordChange(set.Key, set, set with { Ttl = 900 })))[0].Outcome);
        }
    }

    public async Task A_zone_that_is_not_served_says_so()
    {
        using var provider = rig.Open();
        var zone = DnsName.Parse("not-served.test");
        var set = Set(DnsName.Parse("vm.not-served.test"), RecordType.A, 300, "192.0.2.1");
        var change = new RecordChange(set.Key, null, set);
        Assert.Contains((await Fails(() => provider.ReadAsync(zone, [set.Key], CallScope.None, default))).Id, NotServed);
        Assert.Contains((await Fails(() => provider.ReadAsync(zone, null, CallScope.None, default))).Id, NotServed);
        var check = await provider.TestAsync(zone, CallScope.None, default);
        Assert.False(check.Success);
        Assert.Contains(check.Problems[0].Id, NotServed);
        try
        {
            Assert.Equal(DnsOutcome.Failed, (await provider.ApplyAsync(zone, [change], CallScope.None, default))[0].Outcome);
        }
        catch (ProvisioningException e)
        {
            Assert.Contains(e.Error.Id, NotServed);
        }
    }

    public async Task A_good_zone_tests_well_and_is_not_written()
    {
        using var provider = rig.Open();
        foreach (var zone in IRig.Zones)
        {
            var writes = await rig.WritesAsync(zone);
            var check = await provider.TestAsync(DnsName.Parse(zone), CallScope.None, default);
            Assert.True(check.Success, string.Join('\n', check.Problems));
            Assert.Equal(zone, check.Zone);
            Assert.NotNull(check.LatencyMs);
            Assert.NotNull(check.Version);
            if (provider.Kind != DnsProviderKind.Cloudflare) Assert.Equal((uint)writes, check.Serial!.Value);
            Assert.Equal(writes, await rig.WritesAsync(zone));
        }
    }

    public async Task A_wrong_secret_is_told_as_such_and_never_shown()
    {
        var log = new KeptLog();
        using var provider = rig.Open(new Opening { Secret = rig.WrongSecret });
        var set = Set(Fresh(), RecordType.A, 300, "192.0.2.99");
        var error = await Fails(() => provider.ReadAsync(Forward, [set.Key], new CallScope(log), default));
        Assert.Equal((rig.WrongSecretError, ErrorKind.Auth), (error.Id, error.Kind));
        Assert.Equal(rig.WrongSecretError, (await Fails(() => provider.ApplyAsync(Forward, [new RecordChange(set.Key, null, set)], new CallScope(log), default))).Id);
        Assert.Equal(rig.WrongSecretError, Assert.Single((await provider.TestAsync(Forward, new CallScope(log), default)).Problems).Id);
        Assert.NotEmpty(log.Calls);
        Assert.All(log.Calls, call => Assert.DoesNotContain(rig.WrongSecret, call.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain(rig.WrongSecret, error.Message, StringComparison.Ordinal);
    }

    public async Task Nobody_there_is_unreachable()
    {
        using var provider = rig.Open(new Opening { Nowhere = true });
        var set = Set(Fresh(), RecordType.A, 300, "192.0.2.99");
        var error = await Fails(() => provider.ReadAsync(Forward, [set.Key], CallScope.None, default));
        Assert.Equal((ErrorIds.ServerUnreachable, ErrorKind.Unreachable, true), (error.Id, error.Kind, error.Retryable));
        Assert.Equal(ErrorIds.ServerUnreachable, (await Fails(() => provider.ApplyAsync(Forward, [new RecordChange(set.Key, null, set)], CallScope.None, default))).Id);
        Assert.Equal(ErrorIds.ServerUnreachable, Assert.Single((await provider.TestAsync(Forward, CallScope.None, default)).Problems).Id);
    }

    public async Task Who_gives_up_is_let_go_and_who_lost_the_lease_sends_nothing()
    {
        using var provider = rig.Open();
        var set = Set(Fresh(), RecordType.A, 300, "192.0.2.99");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => provider.ReadAsync(Forward, [set.Key], CallScope.None, new CancellationToken(canceled: true)));
        var scope = new CallScope(new KeptLog()) { BeforeSend = () => throw new ProvisioningException(ErrorIds.LeaseLost, ErrorKind.Conflict, "lost") };
        Assert.Equal(ErrorIds.LeaseLost, (await Fails(() => provider.ApplyAsync(Forward, [new RecordChange(set.Key, null, set)], scope, default))).Id);
        Assert.Equal(ErrorIds.LeaseLost, (await Fails(() => provider.TestAsync(Forward, scope, default))).Id);
        Assert.Empty(await rig.ServedAsync(set.Name.ToString(), "A"));
    }

    /// <summary>A name server that is asked about somebody else's zone may refuse to talk about it.</summary>
    private static readonly string[] NotServed = [ErrorIds.DnsZoneNotServed, ErrorIds.DnsRefused];

    private static string FreshLabel() => $"vm{Interlocked.Increment(ref s_fresh)}";
    private static DnsName Fresh() => DnsName.Parse($"{FreshLabel()}.{IRig.Forward}");
    private static RecordKey Key(DnsName name, RecordType type) => new(name, type);
    private static RecordSet Set(DnsName name, RecordType type, int ttl, params string[] values) => RecordSet.Of(name, type, ttl, values, new RecordMark(Owner, 42));
    private static Task<ZoneContent> ReadAsync(IDnsProvider provider, params RecordKey[] keys) => provider.ReadAsync(Forward, keys, CallScope.None, default);
    private static Task<IReadOnlyList<RecordChangeResult>> ApplyAsync(IDnsProvider provider, params RecordChange[] changes) => provider.ApplyAsync(Forward, changes, CallScope.None, default);

    private static async Task Applied(IDnsProvider provider, RecordChange change)
    {
        var result = Assert.Single(await ApplyAsync(provider, change));
        Assert.True(result.Outcome == DnsOutcome.Applied, $"{result.Outcome}: {result.Error}");
    }

    private static async Task<ProvisioningError> Fails<T>(Func<Task<T>> work) => (await Assert.ThrowsAsync<ProvisioningException>(work)).Error;
}

public sealed class PowerDnsContractTests(PowerDnsRig rig) : IClassFixture<PowerDnsRig>
{
    public static TheoryData<string> Facts => new(ProviderContract.Facts);

    [NameServerTheory, MemberData(nameof(Facts))]
    public Task PowerDNS_over_HTTP(string fact) => ProviderContract.RunAsync(rig, fact);
}

public sealed class BindContractTests(BindRig rig) : IClassFixture<BindRig>
{
    public static TheoryData<string> Facts => new(ProviderContract.Facts);

    [NameServerTheory, MemberData(nameof(Facts))]
    public Task Dynamic_update_of_BIND(string fact) => ProviderContract.RunAsync(rig, fact);
}

public sealed class PowerDnsUpdateContractTests(PowerDnsUpdateRig rig) : IClassFixture<PowerDnsUpdateRig>
{
    public static TheoryData<string> Facts => new(ProviderContract.Facts);

    [NameServerTheory, MemberData(nameof(Facts))]
    public Task Dynamic_update_of_PowerDNS(string fact) => ProviderContract.RunAsync(rig, fact);
}

public sealed class CloudflareContractTests(CloudflareRig rig) : IClassFixture<CloudflareRig>
{
    public static TheoryData<string> Facts => new(ProviderContract.Facts);

    [Theory, MemberData(nameof(Facts))]
    public Task Cloudflare_in_the_Lab(string fact) => ProviderContract.RunAsync(rig, fact);
}
