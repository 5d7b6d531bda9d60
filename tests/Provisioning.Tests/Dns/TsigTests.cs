using Provisioning.Dns;
using Provisioning.Dns.DynamicUpdate;
using Provisioning.Http;

namespace Provisioning.Tests.Dns;

/// <summary>What only signed talk with a name server can show, on a real BIND.</summary>
public sealed class TsigTests(BindRig rig) : IClassFixture<BindRig>
{
    private static readonly DnsName Zone = DnsName.Parse(IRig.Forward);
    private static int s_fresh;

    [NameServerFact]
    public async Task Another_secret_is_a_bad_signature()
    {
        using var provider = rig.Open(new Opening { Secret = Keys.OtherSecret });
        await FailsEverywhere(provider, ErrorIds.DnsBadSignature, "BADSIG");
    }

    [NameServerFact]
    public async Task Another_name_is_an_unknown_key()
    {
        using var provider = rig.Open(key: "nobodys-key");
        await FailsEverywhere(provider, ErrorIds.DnsUnknownKey, "BADKEY");
    }

    [NameServerFact]
    public async Task Another_algorithm_is_an_unknown_key()
    {
        using var provider = rig.Open(algorithm: "hmac-sha512");
        await FailsEverywhere(provider, ErrorIds.DnsUnknownKey, "BADKEY");
    }

    [NameServerTheory]
    [InlineData(1000, "behind ours")]
    [InlineData(-1000, "ahead of ours")]
    public async Task Clocks_that_differ_are_told_with_their_offset(int seconds, string direction)
    {
        using var provider = rig.Open(new Opening { Clock = new WrongClock(TimeSpan.FromSeconds(seconds)) });
        var error = await FailsEverywhere(provider, ErrorIds.DnsClockSkew, direction);
        Assert.Matches("its clock is (999|1000|1001) s " + direction, error.Message);
        Assert.True(error.Retryable);
    }

    [NameServerFact]
    public async Task Keys_of_SHA_512_work()
    {
        using var provider = rig.Open(key: Keys.Name512, algorithm: "HMAC-SHA512.");
        var set = Set();
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, set)], CallScope.None, default))[0].Outcome);
        Assert.Equal(set, (await provider.ReadAsync(Zone, null, CallScope.None, default))[set.Key]);
    }

    [NameServerFact]
    public async Task A_key_that_may_write_no_texts_keeps_its_marks_in_the_store()
    {
        using var provider = rig.Open(key: Keys.NameWithoutText);
        Assert.Equal(MarkPlace.TextRecord, provider.Capabilities.Marks);
        var set = Set();
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, set)], CallScope.None, default))[0].Outcome);
        Assert.Equal(MarkPlace.StoreOnly, provider.Capabilities.Marks);
        var found = (await provider.ReadAsync(Zone, [set.Key], CallScope.None, default))[set.Key];
        Assert.Equal(set with { Mark = null }, found);
        Assert.Equal(DnsOutcome.Unchanged, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, found, set)], CallScope.None, default))[0].Outcome);
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, found, null)], CallScope.None, default))[0].Outcome);

        using var other = rig.Open(key: Keys.NameWithoutText);
        var check = await other.TestAsync(Zone, CallScope.None, default);
        Assert.True(check.Success, string.Join('\n', check.Problems));
        Assert.Equal("store only", check.Marks);
    }

    [NameServerFact]
    public async Task A_key_that_may_not_transfer_asks_name_by_name()
    {
        using var provider = rig.Open(key: Keys.NameWithoutText);
        Assert.Equal(ErrorIds.DnsRefused, (await Assert.ThrowsAsync<ProvisioningException>(() => provider.ReadAsync(Zone, null, CallScope.None, default))).Error.Id);
        var keys = Enumerable.Range(0, 600).Select(i => new RecordKey(Zone.Prepend("nothing-" + i), RecordType.A)).Append(new RecordKey(Zone.Prepend("ns1"), RecordType.A)).ToList();
        var content = await provider.ReadAsync(Zone, keys, CallScope.None, default);
        Assert.Equal(["127.0.0.1"], Assert.Single(content.RecordSets).Value.Values);
        Assert.False(content.IsWhole);
    }

    [NameServerFact]
    public async Task A_mark_without_its_record_is_seen_and_taken_away()
    {
        using var provider = rig.Open();
        var set = Set();
        await rig.UpdateAsync(IRig.Forward, $"update add {RecordMark.NameFor(set.Key)} 300 TXT \"{set.Mark}\"");
        var content = await provider.ReadAsync(Zone, [set.Key], CallScope.None, default);
        Assert.Null(content[set.Key]);
        Assert.Equal(set.Mark, content.LostMarks[set.Key]);
        Assert.Equal(DnsOutcome.Stale, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, set)], CallScope.None, default))[0].Outcome);
        Assert.Equal(DnsOutcome.Applied, (await provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, null) { LostMark = set.Mark }], CallScope.None, default))[0].Outcome);
        Assert.Empty((await provider.ReadAsync(Zone, [set.Key], CallScope.None, default)).LostMarks);
    }

    [NameServerFact]
    public async Task Of_many_who_change_the_same_record_one_wins()
    {
        using var provider = rig.Open();
        var set = Set();
        await provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, set)], CallScope.None, default);
        var results = await Task.WhenAll(Enumerable.Range(10, 12).Select(i => provider.ApplyAsync(Zone, [new RecordChange(set.Key, set, RecordSet.Of(set.Name, set.Type, 300, [$"192.0.2.{i}"], set.Mark))], CallScope.None, default)));
        var winner = Assert.Single(results, result => result[0].Outcome == DnsOutcome.Applied)[0];
        Assert.Equal(11, results.Count(result => result[0].Outcome == DnsOutcome.Stale));
        Assert.Equal(winner.Change.After!.Values, await ((IRig)rig).ServedAsync(set.Name.ToString(), "A"));
    }

    [NameServerFact]
    public async Task A_name_without_room_for_a_mark_fails_alone()
    {
        using var provider = rig.Open();
        var set = Set();
        var longest = DnsName.Parse(string.Join('.', Enumerable.Repeat(new string('a', 57), 4)) + ".bcdefg." + IRig.Forward);
        var crowded = RecordSet.Of(longest, RecordType.A, 300, ["192.0.2.1"], set.Mark);
        var results = await provider.ApplyAsync(Zone, [new RecordChange(crowded.Key, null, crowded), new RecordChange(set.Key, null, set)], CallScope.None, default);
        Assert.Equal([DnsOutcome.Failed, DnsOutcome.Applied], results.Select(result => result.Outcome));
        Assert.Equal(ErrorIds.InvalidValue, results[0].Error!.Id);
        Assert.Equal([set.Key], (await provider.ReadAsync(Zone, [crowded.Key, set.Key], CallScope.None, default)).RecordSets.Keys);
    }

    /// <summary>Every octet of the answers is covered: one flipped bit, and the answer is as good as none.</summary>
    [NameServerFact]
    public async Task Answers_that_were_tampered_with_are_not_believed()
    {
        var random = new Random(3);
        var believed = 0;
        for (var i = 0; i < 60; i++)
        {
            var at = random.Next(0, 4000);
            var zone = new DnsZone { Name = IRig.Forward, Provider = DnsProviderKind.Rfc2136, Endpoint = new Uri($"dns://127.0.0.1:{rig.Port}"), KeyName = Keys.Name };
            using var provider = new DynamicUpdateProvider(zone, new SecretText(Keys.Secret), DnsProviders.OptionsFor(zone) with { RequestTimeout = TimeSpan.FromMilliseconds(500) },
                async (host, port, token) => new TamperingStream(await NameServerStream.DialAsync(host, port, token), at));
            ProvisioningError error;
            try
            {
                // The case of the key's name is no part of what is signed; whatever else is believed must be the truth.
                var content = await provider.ReadAsync(Zone, [new RecordKey(Zone.Prepend("ns1"), RecordType.A)], CallScope.None, default);
                Assert.Equal(["127.0.0.1"], Assert.Single(content.RecordSets).Value.Values);
                believed++;
                continue;
            }
            catch (ProvisioningException e)
            {
                error = e.Error;
            }
            Assert.True(error.Id is ErrorIds.BadReply or ErrorIds.ServerTimeout or ErrorIds.ServerUnreachable or ErrorIds.DnsRefused or ErrorIds.DnsZoneNotServed or ErrorIds.DnsStale or ErrorIds.ServerRefused
                or ErrorIds.DnsAuthFailed or ErrorIds.DnsUnknownKey or ErrorIds.DnsBadSignature or ErrorIds.DnsClockSkew, error.Id);
        }
        Assert.InRange(believed, 0, 10);
    }

    private static RecordSet Set() => RecordSet.Of(Zone.Prepend("tsig" + Interlocked.Increment(ref s_fresh)), RecordType.A, 300, ["192.0.2.3"], new RecordMark(Guid.NewGuid(), 3));

    private static async Task<ProvisioningError> FailsEverywhere(IDnsProvider provider, string id, string words)
    {
        var set = Set();
        ProvisioningError[] errors =
        [
            (await Assert.ThrowsAsync<ProvisioningException>(() => provider.ReadAsync(Zone, [set.Key], CallScope.None, default))).Error,
            (await Assert.ThrowsAsync<ProvisioningException>(() => provider.ReadAsync(Zone, null, CallScope.None, default))).Error,
            (await Assert.ThrowsAsync<ProvisioningException>(() => provider.ApplyAsync(Zone, [new RecordChange(set.Key, null, set)], CallScope.None, default))).Error,
            Assert.Single((await provider.TestAsync(Zone, CallScope.None, default)).Problems),
        ];
        Assert.All(errors, error =>
        {
            Assert.Equal((id, ErrorKind.Auth), (error.Id, error.Kind));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
        });
        return errors[0];
    }

    /// <summary>Shows another time than the system's; its timers are the system's.</summary>
    private sealed class WrongClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    /// <summary>Flips one bit of what comes in, every so many octets.</summary>
    private sealed class TamperingStream(Stream inner, int at) : ReadingStream(inner)
    {
        private int _seen;

        protected override void OnRead(Span<byte> octets)
        {
            // Within the first answer, whose length is some hundred octets.
            for (var i = 0; i < octets.Length; i++, _seen++)
                if (_seen == at % 150) octets[i] ^= (byte)(1 << (at % 8));
        }
    }
}
