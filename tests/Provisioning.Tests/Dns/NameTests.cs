using System.Net;
using System.Net.Sockets;
using Provisioning.Dns;

namespace Provisioning.Tests.Dns;

public sealed class NameTests
{
    [Theory]
    [InlineData("Example.COM", "example.com.")]
    [InlineData(" vm1.example.com. ", "vm1.example.com.")]
    [InlineData("bücher.example", "xn--bcher-kva.example.")]
    [InlineData("BÜCHER.example.", "xn--bcher-kva.example.")]
    [InlineData("例え.テスト", "xn--r8jz45g.xn--zckzah.")]
    [InlineData("_prov-a.vm1.example.com", "_prov-a.vm1.example.com.")]
    [InlineData("0/26.2.0.192.in-addr.arpa", "0/26.2.0.192.in-addr.arpa.")]
    [InlineData("*.example.com", "*.example.com.")]
    [InlineData(".", ".")]
    public void Names_have_one_form(string written, string canonical)
    {
        Assert.Equal(canonical, DnsName.Parse(written).ToString());
        Assert.Equal(DnsName.Parse(written), DnsName.Parse(canonical));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a b.example")]
    [InlineData("-a.example")]
    [InlineData("a-.example")]
    [InlineData("a.*.example")]
    [InlineData("a*.example")]
    [InlineData("a\\046b.example")]
    [InlineData("a\"b.example")]
    [InlineData("a\u0000b.example")]
    public void What_is_no_name_is_refused_in_one_line(string written)
    {
        Assert.False(DnsName.TryParse(written, out _));
        var error = Assert.Throws<ProvisioningException>(() => DnsName.Parse(written)).Error;
        Assert.Equal(ErrorIds.InvalidValue, error.Id);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void Labels_and_names_have_their_limits()
    {
        Assert.True(DnsName.TryParse(new string('a', 63) + ".example", out _));
        Assert.False(DnsName.TryParse(new string('a', 64) + ".example", out _));
        Assert.False(DnsName.TryParse(new string('ü', 60) + ".example", out _));
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 49), 5)) + ".abc";
        Assert.Equal(253, longest.Length);
        Assert.True(DnsName.TryParse(longest, out var name));
        Assert.False(DnsName.TryParse(longest + "d", out _));
        Assert.Throws<ProvisioningException>(() => name.Prepend("x"));
    }

    [Theory]
    [InlineData(@"a\.b.example.", @"a\046b.example.")]
    [InlineData(@"a\046b.example.", @"a\046b.example.")]
    [InlineData(@"A\032B.Example", @"a\032b.example.")]
    [InlineData(@"\@.example.", @"\064.example.")]
    public void What_servers_write_is_read_with_its_escapes(string written, string canonical)
    {
        Assert.True(DnsName.TryParseWritten(written, out var name));
        Assert.Equal(canonical, name.ToString());
        Assert.Equal(2, name.Labels.Count);
    }

    [Theory]
    [InlineData(@"a\2")]
    [InlineData(@"a\")]
    [InlineData(@"a\999.example.")]
    [InlineData("a..example.")]
    [InlineData("")]
    [InlineData("ü.example.")]
    public void Broken_writing_is_no_name(string written) => Assert.False(DnsName.TryParseWritten(written, out _));

    [Theory]
    [InlineData("10.12.0.192.in-addr.arpa", "2.0.192.in-addr.arpa", false)]
    [InlineData("10.2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa", true)]
    [InlineData("2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa", true)]
    [InlineData("example.com", "vm.example.com", false)]
    [InlineData("badexample.com", "example.com", false)]
    public void Zones_hold_names_label_by_label(string name, string zone, bool holds) => Assert.Equal(holds, DnsName.Parse(name).IsWithin(DnsName.Parse(zone)));

    [Fact]
    public void A_dot_inside_a_label_ends_none()
    {
        Assert.True(DnsName.TryParseWritten(@"evil\.example.com.", out var name));
        Assert.False(name.IsWithin(DnsName.Parse("example.com")));
        Assert.True(name.IsWithin(DnsName.Parse("com")));
    }

    [Theory]
    [InlineData("192.0.2.10", "10.2.0.192.in-addr.arpa.")]
    [InlineData("2001:db8::10", "0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.")]
    public void Addresses_have_reverse_names(string address, string name)
    {
        Assert.Equal(name, ReverseName.Of(IPAddress.Parse(address)).ToString());
        Assert.Equal(IPAddress.Parse(address), ReverseName.AddressOf(DnsName.Parse(name)));
    }

    [Theory]
    [InlineData("::ffff:192.0.2.10")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%3")]
    public void Addresses_that_point_nowhere_are_refused(string address) =>
        Assert.Equal(ErrorIds.InvalidValue, Assert.Throws<ProvisioningException>(() => ReverseName.Of(IPAddress.Parse(address))).Error.Id);

    [Theory]
    [InlineData("20.0/26.100.51.198.in-addr.arpa", "198.51.100.20")]
    [InlineData("20.0-26.100.51.198.in-addr.arpa", "198.51.100.20")]
    [InlineData("200.192-255.100.51.198.in-addr.arpa", "198.51.100.200")]
    [InlineData("64.0/26.100.51.198.in-addr.arpa", null)]
    [InlineData("20.3/26.100.51.198.in-addr.arpa", null)]
    [InlineData("20.0/24.100.51.198.in-addr.arpa", null)]
    [InlineData("1.20.0/26.100.51.198.in-addr.arpa", null)]
    [InlineData("020.100.51.198.in-addr.arpa", null)]
    [InlineData("256.100.51.198.in-addr.arpa", null)]
    [InlineData("100.51.198.in-addr.arpa", null)]
    [InlineData("1.0.ip6.arpa", null)]
    [InlineData("20.100.51.198.in-addr.arpa.example", null)]
    public void Classless_and_broken_reverse_names(string name, string? address) =>
        Assert.Equal(address, ReverseName.AddressOf(DnsName.Parse(name))?.ToString());

    [Fact]
    public void The_longest_zone_holds_a_name()
    {
        var index = new ZoneIndex(new[] { "example.com", "eu.example.com", "2.0.192.in-addr.arpa", "0.192.in-addr.arpa", "0/26.2.0.192.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa" }.Select(DnsName.Parse));
        Assert.Equal("eu.example.com.", index.Find(DnsName.Parse("vm.eu.example.com"))?.ToString());
        Assert.Equal("example.com.", index.Find(DnsName.Parse("vm.neu.example.com"))?.ToString());
        Assert.Null(index.Find(DnsName.Parse("vm.example.org")));
        Assert.Equal(("0/26.2.0.192.in-addr.arpa.", "20.0/26.2.0.192.in-addr.arpa."), Text(index.FindReverse(IPAddress.Parse("192.0.2.20"))));
        Assert.Equal(("2.0.192.in-addr.arpa.", "64.2.0.192.in-addr.arpa."), Text(index.FindReverse(IPAddress.Parse("192.0.2.64"))));
        Assert.Equal(("0.192.in-addr.arpa.", "64.12.0.192.in-addr.arpa."), Text(index.FindReverse(IPAddress.Parse("192.0.12.64"))));
        Assert.Null(index.FindReverse(IPAddress.Parse("198.51.100.1")));
        Assert.NotNull(index.FindReverse(IPAddress.Parse("2001:db8::1")));
        Assert.Null(index.FindReverse(IPAddress.Parse("2001:db9::1")));
        static (string, string)? Text((DnsName Zone, DnsName Name)? found) => found is { } it ? (it.Zone.ToString(), it.Name.ToString()) : null;
    }

    /// <summary>Five thousand addresses, names and zones of all kinds, drawn from a seed.</summary>
    [Fact]
    public void Names_and_addresses_round_trip()
    {
        var random = new Random(20264);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = new byte[random.Next(2) == 0 ? 4 : 16];
            random.NextBytes(bytes);
            if (bytes.Length == 16) bytes[0] = 0x20;
            var address = new IPAddress(bytes);
            var name = ReverseName.Of(address);
            Assert.Equal(address, ReverseName.AddressOf(name));
            Assert.Equal(bytes.Length == 4 ? 6 : 34, name.Labels.Count);
            Assert.Equal(name, DnsName.Parse(name.ToString().ToUpperInvariant()));
            Assert.True(DnsName.TryParseWritten(name.ToString(), out var read) && read == name);

            // Any ancestor as a zone holds it, and finds it again among others.
            var zone = name;
            for (var up = random.Next(1, name.Labels.Count - 1); up > 0; up--) zone = zone.Parent;
            Assert.Equal(name, ReverseName.In(zone, address));
            Assert.Equal((zone, name), new ZoneIndex([zone, DnsName.Parse("example.com"), zone.Parent]).FindReverse(address));

            if (address.AddressFamily != AddressFamily.InterNetwork) continue;
            var length = random.Next(25, 32);
            var first = bytes[3] & ~((1 << (32 - length)) - 1);
            var last = first + (1 << (32 - length)) - 1;
            foreach (var label in new[] { $"{first}/{length}", $"{first}-{length}", $"{first}-{last}" })
            {
                var classless = name.Parent.Prepend(label);
                var inside = ReverseName.In(classless, address);
                Assert.Equal($"{bytes[3]}.{label}.{name.Parent}", inside?.ToString());
                Assert.Equal(address, ReverseName.AddressOf(inside!.Value));
                Assert.Equal((classless, inside.Value), new ZoneIndex([name.Parent, classless]).FindReverse(address));
            }
        }
    }

    [Fact]
    public void Names_of_all_scripts_round_trip()
    {
        var random = new Random(20265);
        const string letters = "abcdefghijklmnopqrstuvwxyzäöüéèñçøåšžαβγδабвгдеж日本語中文한국";
        for (var i = 0; i < 3000; i++)
        {
            var labels = Enumerable.Range(0, random.Next(1, 5)).Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => letters[random.Next(letters.Length)])])).ToList();
            var name = DnsName.Parse(string.Join('.', labels));
            Assert.True(System.Text.Ascii.IsValid(name.ToString()));
            Assert.Equal(name, DnsName.Parse(name.ToString()));
            Assert.Equal(name, DnsName.Parse(string.Join('.', labels).ToUpperInvariant()));
            Assert.Equal(labels.Count, name.Labels.Count);
            var child = name.Prepend("vm" + i);
            Assert.Equal((name, "vm" + i, true, false), (child.Parent, child.FirstLabel, child.IsWithin(name), name.IsWithin(child)));
            Assert.Equal(name, new ZoneIndex([name, name.Parent.IsRoot ? DnsName.Parse("other") : name.Parent]).Find(child));
        }
    }
}
