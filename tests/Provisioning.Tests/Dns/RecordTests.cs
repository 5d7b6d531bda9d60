using Provisioning.Dns;

namespace Provisioning.Tests.Dns;

public sealed class RecordTests
{
    private static readonly RecordMark Mark = new(Guid.Parse("0b8f6f2e-5f43-4f8c-9a55-0d9f2a6f0c11"), long.MaxValue);
    private static readonly DnsName Name = DnsName.Parse("vm1.example.com");

    [Theory]
    [InlineData(RecordType.A, "192.0.2.10", "192.0.2.10")]
    [InlineData(RecordType.A, "192.0.2", null)]
    [InlineData(RecordType.A, "192.0.2.010", null)]
    [InlineData(RecordType.A, "::1", null)]
    [InlineData(RecordType.AAAA, "2001:0DB8:0000:0::10", "2001:db8::10")]
    [InlineData(RecordType.AAAA, "fe80::1%3", null)]
    [InlineData(RecordType.AAAA, "[::1]", null)]
    [InlineData(RecordType.PTR, "VM1.Example.COM", "vm1.example.com.")]
    [InlineData(RecordType.TXT, "\"a\" \"b c\"", "ab c")]
    [InlineData(RecordType.TXT, "\"a\\\"b\\\\\\009\"", "a\"b\\\\\\009")]
    [InlineData(RecordType.TXT, "\"open", null)]
    [InlineData(RecordType.TXT, "\"\\25\"", null)]
    public void Values_have_one_form(RecordType type, string written, string? canonical) => Assert.Equal(canonical, RecordValue.Canonical(type, written));

    [Fact]
    public void Texts_round_trip()
    {
        var random = new Random(9);
        for (var i = 0; i < 500; i++)
        {
            var octets = new byte[random.Next(0, 700)];
            random.NextBytes(octets);
            var text = TextValue.FromOctets(octets);
            Assert.Equal(octets, TextValue.ToOctets(text));
            Assert.Equal(text, TextValue.Read(TextValue.Quote(text)));
            Assert.Equal(octets, TextValue.Strings(text).SelectMany(part => part));
            Assert.All(TextValue.Strings(text), part => Assert.InRange(part.Length, 0, 255));
            Assert.DoesNotContain(text, char.IsControl);
        }
    }

    [Fact]
    public void A_mark_round_trips_and_fits_the_shortest_comment()
    {
        Assert.Equal(Mark, RecordMark.In(Mark.ToString()));
        Assert.InRange(Mark.ToString().Length, 1, 100);
        Assert.Equal("heritage=provisioning,owner=0b8f6f2e-5f43-4f8c-9a55-0d9f2a6f0c11,service=7", (Mark with { Service = 7 }).ToString());
        foreach (var type in new[] { RecordType.A, RecordType.AAAA, RecordType.PTR })
        {
            var key = new RecordKey(Name, type);
            Assert.Equal($"_prov-{type.ToString().ToLowerInvariant()}.vm1.example.com.", RecordMark.NameFor(key).ToString());
            Assert.Equal(key, RecordMark.MarkedBy(RecordMark.NameFor(key)));
        }
        Assert.Null(RecordMark.MarkedBy(Name));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("heritage=external-dns,external-dns/owner=x")]
    [InlineData("heritage=provisioning,owner=not-a-guid,service=7")]
    [InlineData("heritage=provisioning,owner=0b8f6f2e-5f43-4f8c-9a55-0d9f2a6f0c11,service=99999999999999999999")]
    [InlineData("heritage=provisioning,owner=0b8f6f2e-5f43-4f8c-9a55-0d9f2a6f0c11,service=7 and more")]
    public void What_is_no_mark_is_none(string? text) => Assert.Null(RecordMark.In(text));

    [Fact]
    public void Sets_are_compared_as_sets()
    {
        var set = RecordSet.Of(Name, RecordType.AAAA, 300, ["2001:DB8::2", "2001:db8::1", "2001:0db8::1"]);
        Assert.Equal(["2001:db8::1", "2001:db8::2"], set.Values);
        Assert.Equal(set, RecordSet.Of(DnsName.Parse("VM1.example.com."), RecordType.AAAA, 300, ["2001:db8::2", "2001:db8::1"]));
        Assert.NotEqual(set, set with { Ttl = 301 });
        Assert.NotEqual(set, set with { Mark = Mark });
        Assert.Throws<ProvisioningException>(() => RecordSet.Of(Name, RecordType.A, 300, ["2001:db8::1"]));
    }

    [Theory]
    [InlineData(DnsTtlPolicy.Equal, 300, 300, 0, true)]
    [InlineData(DnsTtlPolicy.Equal, 60, 30, 60, true)]
    [InlineData(DnsTtlPolicy.Equal, 1, 1, 60, true)]
    [InlineData(DnsTtlPolicy.Equal, 600, 300, 60, false)]
    [InlineData(DnsTtlPolicy.Floor, 600, 300, 0, true)]
    [InlineData(DnsTtlPolicy.Floor, 299, 300, 0, false)]
    [InlineData(DnsTtlPolicy.Ignore, 1, 300, 0, true)]
    public void TTLs_count_as_the_policy_says(DnsTtlPolicy policy, int found, int wanted, int min, bool same)
    {
        var set = RecordSet.Of(Name, RecordType.A, found, ["192.0.2.1"]);
        Assert.Equal(same, set.Satisfies(set with { Ttl = wanted }, policy, min));
        Assert.True((set with { IsProxied = true }).Satisfies(set with { Ttl = wanted }, policy, min));
        Assert.False(set.Satisfies(RecordSet.Of(Name, RecordType.A, found, ["192.0.2.2"]), DnsTtlPolicy.Ignore));
    }
}
