using Provisioning.Engine;

namespace Provisioning.Tests.Store;

public class UnitOfWorkTests
{
    [Fact]
    public void Throwing_undoes_everything()
    {
        using var store = Some.Store();
        Assert.Throws<InvalidDataException>(() => store.Write(Durability.Normal, w =>
        {
            w.AddClient(Some.Client("ada"));
            throw new InvalidDataException();
        }));
        Assert.Empty(store.Read(r => r.ClientPage(0, 10)));
    }

    [Fact]
    public void An_attempt_is_undone_alone()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            w.AddClient(Some.Client("ada"));
            Assert.Throws<InvalidDataException>(() => w.Attempt(() =>
            {
                w.AddClient(Some.Client("bob"));
                w.Attempt(() => w.AddClient(Some.Client("eve")));
                throw new InvalidDataException();
            }));
            w.Attempt(() => w.AddClient(Some.Client("dan")));
        });
        Assert.Equal(["ada", "dan"], store.Read(r => r.ClientPage(0, 10)).Select(c => c.UserName));
    }

    [Fact]
    public void A_refused_row_inside_an_attempt_leaves_the_rest()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            w.AddClient(Some.Client("ada"));
            Assert.Throws<ProvisioningException>(() => w.Attempt(() => w.AddClient(Some.Client("ADA"))));
            Assert.Throws<ProvisioningException>(() => w.AddClient(Some.Client("ADA")));
            w.AddClient(Some.Client("bob"));
        });
        Assert.Equal(2, store.Read(r => r.ClientPage(0, 10)).Count);
    }

    [Fact]
    public void Units_do_not_nest_and_are_over_when_they_are_over()
    {
        using var store = Some.Store();
        Assert.Throws<InvalidOperationException>(() => store.Write(Durability.Normal, w => { store.Read(r => r.Service(1)); }));
        Assert.Throws<InvalidOperationException>(() => store.Read(r => { store.Write(Durability.Normal, w => { }); return 0; }));
        Assert.Throws<InvalidOperationException>(() => store.Write(Durability.Normal, w => { store.Write(Durability.Normal, v => { }); }));

        var kept = store.Read(r => r);
        Assert.Throws<ObjectDisposedException>(() => kept.Service(1));
        var lazy = store.Read(r => r.HeldAddresses("pve", IpFamily.IPv4, 0, 1));
        Assert.Throws<ObjectDisposedException>(() => lazy.Any());
        store.Write(Durability.Normal, w => w.AddClient(Some.Client("ada")));
    }

    [Fact]
    public void A_closed_store_says_so()
    {
        var store = Some.Store();
        store.Dispose();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Read(r => r.Service(1)));
    }

    [Fact]
    public void A_store_in_memory_can_be_given_its_identity()
    {
        var id = Guid.NewGuid();
        using var store = Provisioning.Store.Sqlite.SqliteStateStore.OpenInMemory(TimeProvider.System, id);
        Assert.Equal(id, store.StoreId);
        using var other = Some.Store();
        Assert.NotEqual(id, other.StoreId);
    }
}
