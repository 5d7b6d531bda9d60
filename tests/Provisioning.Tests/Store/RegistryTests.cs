using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.Store;

public class RegistryTests
{
    private static readonly ProvisioningServer Server = new()
    {
        Name = "Pve",
        Kind = ServerKind.Proxmox,
        Endpoints = [new Uri("https://n1:8006/"), new Uri("https://n2:8006/")],
        Authentication = ServerAuthentication.Password,
        UserName = "root@pam!ops",
        CertificateThumbprints = ["AB"],
        SkipCertificateCheck = true,
        MaxClonesPerNode = 9,
        RequestTimeout = TimeSpan.FromMilliseconds(1500),
        Notes = "n",
        RegisteredAt = Some.Noon,
        Version = "9.0",
    };

    private static readonly IpPool Pool = new()
    {
        Name = "Public", Server = "pve", Family = IpFamily.IPv6, Start = "2001:db8::1", Stop = "2001:db8::ff", PrefixLength = 64,
        Gateway = "2001:db8::1", Bridge = "vmbr0", Vlan = 5, DnsServers = ["2001:db8::53"], Excluded = ["2001:db8::7"], Size = long.MaxValue, ReverseZone = "z",
    };

    [Fact]
    public void A_server_comes_back_as_it_was_saved_and_its_name_is_taken_whatever_its_case()
    {
        using var store = Some.Store();
        store.Write(Durability.Full, w => w.AddServer(Server));
        Assert.Equivalent(Server, store.Read(r => r.Server("PVE")), strict: true);
        Assert.Equal(ErrorIds.ServerExists, Refused(store, w => w.AddServer(Server with { Name = "pve" })));

        var changed = new ProvisioningServer { Name = "Pve", Kind = ServerKind.Proxmox, Endpoints = [], Authentication = ServerAuthentication.ApiToken, UserName = "u", RegisteredAt = Some.Noon };
        store.Write(Durability.Full, w => { w.SaveServer(changed); w.AddServer(changed with { Name = "a" }); });
        Assert.Equivalent(changed, store.Read(r => r.Server("pve")), strict: true);
        Assert.Equal(["a", "Pve"], store.Read(r => r.Servers()).Select(s => s.Name));
    }

    private static readonly string[] Resources = ["Pve", "Pve/n1", "clone:pve/n1/local", "clone:pve2/n1/local", "watch:n1/pve"];

    [Fact]
    public void A_server_takes_its_adapted_limits_along()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            w.AddServer(Server);
            foreach (var resource in Resources) w.SetPaceLimit(resource, 1, Some.Noon);
            w.DeleteServer("pve");
        });

        Assert.Null(store.Read(r => r.Server("Pve")));
        Assert.Equal([null, null, null, 1, 1], Resources.Select(resource => store.Read(r => r.PaceLimit(resource))));
    }

    [Fact]
    public void Packages_are_kept_by_kind_and_name()
    {
        using var store = Some.Store();
        var package = new PackageRow("VirtualMachine", "Small", "pve", """{"cores":1}""", Some.Noon);
        store.Write(Durability.Normal, w => { w.AddPackage(package); w.AddPackage(package with { Kind = "Other", Server = null }); });

        Assert.Equal(package, store.Read(r => r.Package("VirtualMachine", "SMALL")));
        Assert.Equal(ErrorIds.PackageExists, Refused(store, w => w.AddPackage(package with { Name = "small" })));
        store.Write(Durability.Normal, w => w.SavePackage(package with { Name = "small", Server = null, Json = "{}" }));
        Assert.Equal(package with { Server = null, Json = "{}" }, Assert.Single(store.Read(r => r.Packages("VirtualMachine"))));
        store.Write(Durability.Normal, w => w.DeletePackage("VirtualMachine", "SMALL"));
        Assert.Null(store.Read(r => r.Package("VirtualMachine", "Small")));
        Assert.Single(store.Read(r => r.Packages("Other")));
    }

    [Fact]
    public void A_pool_comes_back_with_its_held_addresses_counted()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            w.AddPool(Pool);
            var service = w.AddService(Some.Service());
            foreach (var address in (string[])["2001:db8::2", "2001:db8::3", "2001:db8::4"]) w.Assign(Some.Address(address, service));
            w.ReleaseAddresses(service, ["2001:db8::3"], Some.Noon);
        });

        Assert.Equivalent(Pool with { Used = 2 }, store.Read(r => r.Pool("PUBLIC")), strict: true);
        Assert.Equal(ErrorIds.PoolExists, Refused(store, w => w.AddPool(Pool with { Name = "public" })));
        store.Write(Durability.Normal, w => { w.SavePool(Pool with { Vlan = 6 }); w.AddPool(Pool with { Name = "b", Server = "pve2" }); });
        Assert.Equal(["b", "Public"], store.Read(r => r.Pools()).Select(p => p.Name));
        Assert.Equal(6, Assert.Single(store.Read(r => r.Pools("PVE"))).Vlan);
        store.Write(Durability.Normal, w => w.DeletePool("public"));
        Assert.Null(store.Read(r => r.Pool("Public")));
    }

    [Fact]
    public void A_client_comes_back_as_saved_and_user_names_are_unique_whatever_their_case()
    {
        using var store = Some.Store();
        var ada = new ProvisioningClient
        {
            UserName = "Ada", Name = "n", Company = "c", Email = "e", Phone = "p", Fax = "f", Address = "a", City = "ci", Postcode = "po", Country = "co",
            CustomFields = [new CustomField("vat", "1"), new CustomField("b", "2")], CreatedAt = Some.Noon,
        };
        var id = store.Write(Durability.Normal, w => w.AddClient(ada));
        var bob = store.Write(Durability.Normal, w => w.AddClient(Some.Client("bob")));

        Assert.Equivalent(ada with { Id = id }, store.Read(r => r.Client(id)), strict: true);
        Assert.Equal(id, store.Read(r => r.ClientByUserName("ADA"))!.Id);
        Assert.Equal(ErrorIds.ClientExists, Refused(store, w => w.AddClient(Some.Client("ada"))));
        Assert.Equal(ErrorIds.ClientExists, Refused(store, w => w.SaveClient(Some.Client("ada") with { Id = bob })));
        Assert.Equal([bob], store.Read(r => r.ClientPage(id, 5)).Select(c => c.Id));
        store.Write(Durability.Normal, w => { w.SaveClient(Some.Client("ada") with { Id = id }); w.DeleteClient(bob); });
        Assert.Equivalent(Some.Client("ada") with { Id = id }, Assert.Single(store.Read(r => r.ClientPage(0, 5))), strict: true);
    }

    private static string Refused(SqliteStateStore store, Action<IStateWriter> work) =>
        Assert.Throws<ProvisioningException>(() => store.Write(Durability.Normal, work)).Error.Id;
}
