using System.Text;
using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.Store;

public class SecretTests
{
    private const string Plain = "correct horse battery staple";

    [Fact]
    public void A_secret_comes_back_and_can_be_replaced()
    {
        using var store = Some.Store();
        store.Write(Durability.Full, w => w.SetSecret("server/pve", new SecretText("pä\0ss")));
        Assert.Equal("pä\0ss", store.Read(r => r.Secret("server/pve"))!.Reveal());
        store.Write(Durability.Full, w => w.SetSecret("server/pve", new SecretText("")));
        Assert.Equal("", store.Read(r => r.Secret("server/pve"))!.Reveal());
        Assert.Null(store.Read(r => r.Secret("server/other")));
    }

    [Fact]
    public void Secrets_are_deleted_by_the_beginning_of_their_names()
    {
        using var store = Some.Store();
        string[] names = ["service/1/a", "service/1/\U0001F600", "service/10/a", "service/0/a", "service/1"];
        store.Write(Durability.Full, w =>
        {
            foreach (var name in names) w.SetSecret(name, new SecretText(name));
            w.DeleteSecrets("service/1/");
        });
        Assert.Equal([null, null, "service/10/a", "service/0/a", "service/1"], names.Select(name => store.Read(r => r.Secret(name))?.Reveal()));
    }

    [Fact]
    public void Nothing_of_a_secret_can_be_read_in_any_file_of_the_store()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        store.Write(Durability.Full, w => w.SetSecret("service/1/password", new SecretText(Plain)));
        new SqliteStoreAdministration(store).Backup(folder["state/backup.db"], false, default);

        foreach (var file in Directory.GetFiles(folder["state"]))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Plain)));
            var key = File.ReadAllText(Assert.Single(OpeningTests.KeyFiles(folder))).Trim();
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(key)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Convert.FromBase64String(key)));
        }
    }

    [Fact]
    public void An_altered_secret_does_not_open_wherever_it_was_altered()
    {
        var random = new Random(3);
        var box = new SecretBox(Guid.NewGuid(), Key(random));
        var whole = box.Seal("a", new SecretText(Plain));
        Assert.Equal(Plain, box.Open("a", whole).Reveal());
        for (var i = 0; i < whole.Length; i++)
        {
            var altered = (byte[])whole.Clone();
            altered[i] ^= (byte)(1 << random.Next(8));
            Mismatch(() => box.Open("a", altered));
        }
        foreach (var length in Enumerable.Range(0, whole.Length)) Mismatch(() => box.Open("a", whole[..length]));
    }

    [Fact]
    public void A_secret_opens_only_under_its_name_in_its_store_with_its_key()
    {
        var random = new Random(4);
        var (id, key) = (Guid.NewGuid(), Key(random));
        var sealedSecret = new SecretBox(id, key).Seal("service/1/password", new SecretText(Plain));

        Mismatch(() => new SecretBox(id, key).Open("service/2/password", sealedSecret));
        Mismatch(() => new SecretBox(Guid.NewGuid(), key).Open("service/1/password", sealedSecret));
        Mismatch(() => new SecretBox(id, Key(random)).Open("service/1/password", sealedSecret));
        Assert.NotEqual(sealedSecret, new SecretBox(id, key).Seal("service/1/password", new SecretText(Plain)));
    }

    [Fact]
    public void A_secret_that_was_swapped_in_the_file_does_not_open()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        store.Write(Durability.Full, w => { w.SetSecret("a", new SecretText("1")); w.SetSecret("b", new SecretText("2")); });
        OpeningTests.Alter(folder.Path, "UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE name = 'a') WHERE name = 'b'");

        Assert.Equal(ErrorIds.KeyMismatch, Assert.Throws<ProvisioningException>(() => store.Read(r => r.Secret("b"))).Error.Id);
        Assert.Equal("1", store.Read(r => r.Secret("a"))!.Reveal());
    }

    [Fact]
    public void Without_its_key_a_store_stays_closed()
    {
        using var folder = new StoreFolder();
        folder.Make();
        var key = Assert.Single(OpeningTests.KeyFiles(folder));
        File.Move(key, folder["away"]);
        Assert.Equal(ErrorIds.KeyMissing, folder.Refused());
        Assert.Empty(OpeningTests.KeyFiles(folder));

        Directory.CreateDirectory(folder["etc"]);
        File.Move(folder["away"], Path.Combine(folder["etc"], Path.GetFileName(key)));
        Assert.Equal(["ada"], folder.Clients());
    }

    [Fact]
    public void Another_key_is_refused()
    {
        using var folder = new StoreFolder();
        folder.Make();
        var key = Assert.Single(OpeningTests.KeyFiles(folder));
        File.WriteAllText(key, Convert.ToBase64String(new byte[StoreKey.Length]));
        Assert.Equal(ErrorIds.KeyMismatch, folder.Refused());
        File.WriteAllText(key, "not base64");
        Assert.Equal(ErrorIds.KeyMismatch, folder.Refused());
        File.WriteAllText(key, Convert.ToBase64String(new byte[StoreKey.Length - 1]));
        Assert.Equal(ErrorIds.KeyMismatch, folder.Refused());
    }

    [Fact]
    public void A_key_can_come_from_the_environment()
    {
        using var folder = new StoreFolder();
        folder.Set(StoreKey.Variable, Convert.ToBase64String(Key(new Random(5))));
        folder.Make();
        Assert.Empty(OpeningTests.KeyFiles(folder));
        using (var store = folder.Open()) Assert.Contains(StoreKey.Variable, new SqliteStoreAdministration(store).Describe().KeySource, StringComparison.Ordinal);

        folder.Set(StoreKey.Variable, Convert.ToBase64String(Key(new Random(6))));
        Assert.Equal(ErrorIds.KeyMismatch, folder.Refused());
        folder.Set(StoreKey.Variable, "short");
        Assert.Equal(ErrorIds.KeyMismatch, folder.Refused());
        folder.Set(StoreKey.Variable, "");
        Assert.Equal(ErrorIds.KeyMissing, folder.Refused());
    }

    private static byte[] Key(Random random)
    {
        var key = new byte[StoreKey.Length];
        random.NextBytes(key);
        return key;
    }

    private static void Mismatch(Action open) => Assert.Equal(ErrorIds.KeyMismatch, Assert.Throws<ProvisioningException>(open).Error.Id);
}
