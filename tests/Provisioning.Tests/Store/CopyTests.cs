using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.Store;

public class CopyTests
{
    [Fact]
    public void A_copy_beside_its_original_is_refused_and_not_touched()
    {
        using var folder = new StoreFolder();
        folder.Make();
        using (var store = folder.Open())
        {
            // With a WAL that holds what the database does not yet.
            store.Write(Durability.Full, w => w.AddClient(Some.Client("bob")));
            Directory.CreateDirectory(folder["copy"]);
            foreach (var file in (string[])["provisioning.db", "provisioning.db-wal"]) File.Copy(folder["state/" + file], folder["copy/" + file]);
        }
        var before = Bytes(folder["copy"]);

        Assert.Equal(ErrorIds.StoreIsCopy, folder.Refused(folder["copy/provisioning.db"]));
        Assert.Equal(before, Bytes(folder["copy"]));
        Assert.Equal(["ada", "bob"], folder.Clients());
    }

    [Fact]
    public void An_adopted_copy_keeps_its_identity_and_skips_numbers_that_the_original_may_have_given_out()
    {
        using var folder = new StoreFolder();
        var id = folder.Make();
        Lease lease;
        using (var store = folder.Open())
        {
            store.Write(Durability.Normal, w => { Some.Work(w, Some.Noon); w.TakeSlot("r", 1, Some.Noon); });
            lease = Assert.Single(store.Write(Durability.Normal, w => w.Claim(Some.Claim()))).Lease;
        }
        File.Copy(folder.Path, folder["copy.db"]);
        folder.Options = folder.Options with { AdoptCopy = true };

        using (var adopted = folder.Open(folder["copy.db"]))
        {
            Assert.Equal(id, adopted.StoreId);
            Assert.Throws<ProvisioningException>(() => adopted.Write(Durability.Normal, w => w.Demand(lease, Some.Noon)));
            Assert.Equal(0, adopted.Read(r => r.SlotsTaken("r", Some.Noon)));
            Assert.Equal(3, Assert.Single(adopted.Write(Durability.Normal, w => w.Claim(Some.Claim()))).Lease.Fence);
            Assert.Equal(2 + StoreLife.NumbersSkipped, adopted.Write(Durability.Normal, w => w.AddService(Some.Service("new"))));
            Assert.Equal(2 + StoreLife.NumbersSkipped, adopted.Write(Durability.Normal, w => w.AddClient(Some.Client("new"))));
        }
        // Adopting once is enough, and adopting again changes nothing.
        using (var again = folder.Open(folder["copy.db"])) Assert.Equal(3 + StoreLife.NumbersSkipped, again.Write(Durability.Normal, w => w.AddService(Some.Service("next"))));
        folder.Options = folder.Options with { AdoptCopy = false };
        Assert.Equal(["ada", "new"], folder.Clients(folder["copy.db"]));
    }

    [Fact]
    public void A_store_that_comes_to_another_machine_is_refused()
    {
        using var folder = new StoreFolder();
        folder.Make();
        folder.Machine = "second machine";
        Assert.Equal(ErrorIds.StoreIsCopy, folder.Refused());
        folder.Options = folder.Options with { AdoptCopy = true };
        Assert.Equal(["ada"], folder.Clients());
        folder.Options = folder.Options with { AdoptCopy = false };
        Assert.Equal(["ada"], folder.Clients());
    }

    [Fact]
    public void A_store_that_was_renamed_goes_on()
    {
        using var folder = new StoreFolder();
        folder.Make();
        File.Move(folder.Path, folder["moved.db"]);
        Assert.Equal(["ada"], folder.Clients(folder["moved.db"]));
        File.Move(folder["moved.db"], folder.Path);
        Assert.Equal(["ada"], folder.Clients());
    }

    [Fact]
    public void A_copy_whose_original_was_renamed_is_refused()
    {
        using var folder = new StoreFolder();
        folder.Make();
        File.Copy(folder.Path, folder["copy.db"]);
        File.Move(folder.Path, folder["moved.db"]);
        Assert.Equal(ErrorIds.StoreIsCopy, folder.Refused(folder["copy.db"]));
    }

    [Fact]
    public void One_file_under_two_names_is_refused_by_the_second()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new StoreFolder();
        folder.Make();
        using (var link = System.Diagnostics.Process.Start("ln", [folder.Path, folder["hard.db"]])) link.WaitForExit();
        File.CreateSymbolicLink(folder["soft.db"], folder.Path);

        Assert.Equal(ErrorIds.StoreIsCopy, folder.Refused(folder["hard.db"]));
        Assert.Equal(["ada"], folder.Clients(folder["soft.db"]));
    }

    [Fact]
    public void A_backup_is_refused_until_it_is_adopted_even_in_the_place_of_its_store()
    {
        using var folder = new StoreFolder();
        var id = folder.Make();
        using (var store = folder.Open()) new SqliteStoreAdministration(store).Backup(folder["backup.db"], false, default);
        Assert.Equal(ErrorIds.StoreIsCopy, folder.Refused(folder["backup.db"]));

        // Written into the very same file, so that nothing of the file tells.
        using (var file = new FileStream(folder.Path, FileMode.Truncate)) file.Write(File.ReadAllBytes(folder["backup.db"]));
        Assert.Equal(ErrorIds.StoreIsCopy, folder.Refused());

        folder.Options = folder.Options with { AdoptCopy = true };
        using var adopted = folder.Open();
        Assert.Equal((id, "ada"), (adopted.StoreId, adopted.Read(r => r.Client(1))!.UserName));
    }

    [Fact]
    public void A_backup_beside_the_wal_of_the_store_before_is_refused_whatever_is_asked_for()
    {
        using var folder = new StoreFolder();
        folder.Make();
        using (var store = folder.Open())
        {
            new SqliteStoreAdministration(store).Backup(folder["backup.db"], false, default);
            store.Write(Durability.Full, w => w.AddClient(Some.Client("bob")));
            File.Copy(folder.Path + "-wal", folder["left-wal"]);
        }
        File.Copy(folder["backup.db"], folder.Path, overwrite: true);
        File.Copy(folder["left-wal"], folder.Path + "-wal", overwrite: true);
        folder.Options = folder.Options with { AdoptCopy = true };

        var refused = Assert.Throws<ProvisioningException>(() => folder.Open());
        Assert.Equal(ErrorIds.StoreIsCopy, refused.Error.Id);
        Assert.Contains("-wal", refused.Error.Message, StringComparison.Ordinal);

        File.Delete(folder.Path + "-wal");
        Assert.Equal(["ada"], folder.Clients());
    }

    [Theory]
    [InlineData("12@5.1", "12@5.1", true)]
    [InlineData("12@5.1", "12@5.2", false)]
    [InlineData("12", "12@5.2", true)]
    [InlineData("13", "12@5.2", false)]
    [InlineData("backup", "12", false)]
    public void A_birth_that_is_not_known_decides_nothing(string one, string other, bool same) => Assert.Equal(same, FileIdentity.Same(one, other));

    private static IReadOnlyList<string> Bytes(string folder) => [.. Directory.GetFiles(folder).Order()
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)).Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(File.ReadAllBytes(file))}")];
}
