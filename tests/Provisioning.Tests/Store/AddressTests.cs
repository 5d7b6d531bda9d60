using System.Net;
using Provisioning.Engine;

namespace Provisioning.Tests.Store;

public class AddressTests
{
    [Fact]
    public void An_address_is_held_once_a_server()
    {
        using var store = Some.Store();
        var service = store.Write(Durability.Normal, w => w.AddService(Some.Service()));
        store.Write(Durability.Normal, w => w.Assign(Some.Address("192.0.2.1", service)));

        var refused = Assert.Throws<ProvisioningException>(() => store.Write(Durability.Normal, w => w.Assign(Some.Address("192.0.2.1", service) with { Server = "PVE" })));
        Assert.Equal(ErrorKind.Conflict, refused.Error.Kind);

        store.Write(Durability.Normal, w =>
        {
            w.Assign(Some.Address("192.0.2.1", service) with { Server = "other" });
            // The same number in the other version is another address.
            w.Assign(Some.Address("::c000:201", service));
            w.ReleaseAddresses(service, ["192.0.2.1"], Some.Noon);
            w.Assign(Some.Address("192.0.2.1", service));
        });
    }

    [Fact]
    public void Assignments_come_back_in_pages()
    {
        using var store = Some.Store();
        var first = store.Write(Durability.Normal, w =>
        {
            var (a, b) = (w.AddService(Some.Service("a")), w.AddService(Some.Service("b")));
            w.Assign(Some.Address("192.0.2.2", a, isMain: true));
            w.Assign(Some.Address("192.0.2.3", a));
            w.Assign(Some.Address("192.0.2.4", b, pool: "Private"));
            w.SetMainAddress(a, "192.0.2.2", false);
            w.SetMainAddress(a, "192.0.2.3", true);
            w.ReleaseAddresses(a, ["192.0.2.2"], Some.Noon.AddDays(1));
            return a;
        });
        IReadOnlyList<IpAssignment> Page(string? pool = null, long? service = null, string? address = null, bool released = false, long after = 0, int limit = 10) =>
            store.Read(r => r.AssignmentPage(pool, service, address, released, after, limit, out _));

        Assert.Equivalent(Some.Address("192.0.2.3", first, isMain: true), Page()[0], strict: true);
        Assert.Equal(["192.0.2.3", "192.0.2.4"], Page().Select(a => a.Address));
        Assert.Equal(["192.0.2.4"], Page(pool: "private").Select(a => a.Address));
        Assert.Equal(["192.0.2.3"], Page(service: first).Select(a => a.Address));
        Assert.Empty(Page(address: "192.0.2.2"));
        Assert.Equal(Some.Noon.AddDays(1), Assert.Single(Page(address: "192.0.2.2", released: true)).ReleasedAt);
        Assert.Equal(["192.0.2.3"], Page(released: true, after: 1, limit: 1).Select(a => a.Address));
        Assert.Equal(2, store.Read(r => { r.AssignmentPage(null, null, null, true, 0, 2, out var last); return last; }));
        Assert.Equal(9, store.Read(r => { r.AssignmentPage(null, null, null, true, 9, 2, out var last); return last; }));
    }

    [Fact]
    public void Held_addresses_of_a_range_come_in_ascending_order_however_many()
    {
        var random = new Random(4711);
        using var store = Some.Store();
        var expected = new SortedSet<uint>();
        store.Write(Durability.Normal, w =>
        {
            var service = w.AddService(Some.Service());
            while (expected.Count < 1500)
            {
                var number = (uint)random.Next(1, int.MaxValue) * 2;
                if (expected.Add(number)) w.Assign(Some.Address(IpNumber.Format(IpFamily.IPv4, number), service));
            }
            w.Assign(Some.Address("2001:db8::1", service));
        });

        Assert.Equal(expected.Select(n => (UInt128)n), store.Read(r => r.HeldAddresses("PVE", IpFamily.IPv4, 0, uint.MaxValue).ToArray()));
        var (low, high) = (expected.ElementAt(100), expected.ElementAt(900));
        Assert.Equal(801, store.Read(r => r.HeldAddresses("pve", IpFamily.IPv4, low, high).Count()));
        Assert.Equal(expected.Min, store.Read(r => r.HeldAddresses("pve", IpFamily.IPv4, 0, uint.MaxValue).First()));
        Assert.Single(store.Read(r => r.HeldAddresses("pve", IpFamily.IPv6, 0, UInt128.MaxValue).ToArray()));
    }

    [Fact]
    public void Numbers_are_ordered_as_addresses_are()
    {
        var random = new Random(17);
        using var store = Some.Store();
        var numbers = Enumerable.Range(0, 300).Select(_ => new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64())).ToArray();
        store.Write(Durability.Normal, w =>
        {
            var service = w.AddService(Some.Service());
            foreach (var number in numbers) w.AssignAddress(Some.Address(IPAddress.IPv6Loopback.ToString(), service), number);
        });

        Assert.Equal(numbers.Order(), store.Read(r => r.HeldAddresses("pve", IpFamily.IPv6, 0, UInt128.MaxValue).ToArray()));
    }

    [Fact]
    public void An_identity_is_reserved_once_a_server()
    {
        using var store = Some.Store();
        var (a, b) = store.Write(Durability.Normal, w => (w.AddService(Some.Service("a")), w.AddService(Some.Service("b"))));

        Assert.True(store.Write(Durability.Normal, w => w.ReserveRemoteId("pve", "100", a)));
        Assert.False(store.Write(Durability.Normal, w => w.ReserveRemoteId("PVE", "100", b)));
        Assert.True(store.Write(Durability.Normal, w => w.ReserveRemoteId("pve2", "100", b)));
        Assert.True(store.Write(Durability.Normal, w => w.ReserveRemoteId("pve", "101", b)));
        Assert.Equal(["100", "101"], store.Read(r => r.ReservedRemoteIds("pve")).Order());
        Assert.Equal(a, store.Read(r => r.RemoteIdHolder("pve", "100")));

        store.Write(Durability.Normal, w => w.ReleaseRemoteId(a));
        Assert.Null(store.Read(r => r.RemoteIdHolder("pve", "100")));
    }
}
