using Microsoft.Data.Sqlite;
using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.Store;

public class OpeningTests
{
    [Fact]
    public void What_was_written_is_there_after_reopening()
    {
        using var folder = new StoreFolder();
        var id = folder.Make();

        using var store = folder.Open();
        Assert.Equal(id, store.StoreId);
        Assert.Equal("ada", store.Read(r => r.Client(1))!.UserName);
    }

    [Fact]
    public void A_store_keeps_its_wal_and_presses_intents_to_the_disk()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        long Setting(string pragma) => store.Use(session => session.Scalar("PRAGMA " + pragma)!.Value);

        Assert.Equal("wal", store.Use(session => session.First("PRAGMA journal_mode", row => row.Text(0))));
        store.Write(Durability.Full, w => w.AddClient(Some.Client("a")));
        Assert.Equal(2, Setting("synchronous"));
        store.Write(Durability.Normal, w => w.AddClient(Some.Client("b")));
        Assert.Equal(1, Setting("synchronous"));
        Assert.Equal(1, Setting("foreign_keys"));
    }

    [Fact]
    public void A_missing_store_is_not_made_unless_wanted()
    {
        using var folder = new StoreFolder();
        folder.Options = folder.Options with { CreateIfMissing = false };
        Assert.Equal(ErrorIds.StoreNotFound, folder.Refused());
        Assert.False(File.Exists(folder.Path));
    }

    [Fact]
    public void An_empty_file_becomes_a_store()
    {
        using var folder = new StoreFolder();
        Directory.CreateDirectory(folder["state"]);
        File.WriteAllBytes(folder.Path, []);
        folder.Make();
        Assert.Equal(["ada"], folder.Clients());
    }

    [Fact]
    public void Only_the_owner_may_read_anything()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new StoreFolder();
        using var store = folder.Open();
        store.Write(Durability.Full, w => w.SetSecret("a", new SecretText("s")));
        new SqliteStoreAdministration(store).Backup(folder["backups/a.db"], false, default);

        foreach (var file in (string[])[folder.Path, folder.Path + "-wal", folder.Path + "-shm", folder["backups/a.db"], Assert.Single(KeyFiles(folder))])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        foreach (var made in (string[])["state", "backups", "home/.config/provisioning"])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder[made]));
    }

    [Fact]
    public void A_mode_that_was_widened_is_narrowed_again()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new StoreFolder();
        folder.Make();
        var key = Assert.Single(KeyFiles(folder));
        foreach (var file in (string[])[folder.Path, key]) File.SetUnixFileMode(file, (UnixFileMode)0x1A4);
        folder.Clients();
        foreach (var file in (string[])[folder.Path, key]) Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_newer_schema_is_refused_and_not_touched()
    {
        using var folder = new StoreFolder();
        folder.Make();
        Alter(folder.Path, $"PRAGMA user_version = {Migrations.Newest + 1}");
        var before = Files(folder);

        Assert.Equal(ErrorIds.StoreNewer, folder.Refused());
        Assert.Equal(before, Files(folder));
    }

    [Theory]
    [InlineData("no database at all, but long enough to have a header and then some more of the same ........................................")]
    [InlineData("x")]
    public void What_is_no_store_is_refused(string content)
    {
        using var folder = new StoreFolder();
        Directory.CreateDirectory(folder["state"]);
        File.WriteAllText(folder.Path, content);
        Assert.Equal(ErrorIds.StoreDamaged, folder.Refused());
        Assert.Equal(content, File.ReadAllText(folder.Path));
    }

    [Fact]
    public void Somebody_elses_database_is_refused()
    {
        using var folder = new StoreFolder();
        Directory.CreateDirectory(folder["state"]);
        Alter(folder.Path, "CREATE TABLE t(a); PRAGMA user_version = 1", SqliteOpenMode.ReadWriteCreate);
        Assert.Equal(ErrorIds.StoreDamaged, folder.Refused());
    }

    [Fact]
    public void A_store_whose_pages_are_damaged_says_so()
    {
        using var folder = new StoreFolder();
        folder.Make();
        using (var file = File.OpenWrite(folder.Path))
        {
            file.Position = 4096;
            file.Write(new byte[file.Length - 4096]);
        }
        Assert.Equal(ErrorIds.StoreDamaged, folder.Refused());
    }

    [Fact]
    public void A_folder_that_cannot_be_made_says_what_to_do()
    {
        using var folder = new StoreFolder();
        File.WriteAllText(folder["file"], "");
        Assert.Equal(ErrorIds.StoreNotWritable, folder.Refused(folder["file/below/provisioning.db"]));
    }

    [Fact]
    public void Opening_at_once_makes_one_store()
    {
        using var folder = new StoreFolder();
        var ids = new Guid[8];
        Parallel.For(0, ids.Length, new ParallelOptions { MaxDegreeOfParallelism = ids.Length }, i =>
        {
            using var store = folder.Open();
            store.Write(Durability.Normal, w => w.AddClient(Some.Client($"c{i}")));
            ids[i] = store.StoreId;
        });

        Assert.Single(ids.Distinct());
        Assert.Equal(8, folder.Clients().Count);
        Assert.Single(KeyFiles(folder));
    }

    [Fact]
    public void An_older_schema_is_brought_up_by_one_of_many_and_in_one_piece()
    {
        using var folder = new StoreFolder();
        Directory.CreateDirectory(folder["state"]);
        PrivateFiles.TryCreate(folder.Path);
        var made = 0;
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, _ =>
        {
            using var session = SessionSource.Open(folder.Path, SqliteOpenMode.ReadWrite);
            Migrations.Apply(session, new LockWait(TimeSpan.FromSeconds(60)), () => Interlocked.Increment(ref made));
            Assert.Equal(Migrations.Newest, Migrations.VersionOf(session));
        });
        Assert.Equal(1, made);
    }

    [Fact]
    public void A_migration_that_fails_leaves_nothing_behind()
    {
        using var folder = new StoreFolder();
        Directory.CreateDirectory(folder["state"]);
        PrivateFiles.TryCreate(folder.Path);
        using (var session = SessionSource.Open(folder.Path, SqliteOpenMode.ReadWrite))
        {
            Assert.Throws<InvalidDataException>(() => Migrations.Apply(session, new LockWait(TimeSpan.Zero), () => throw new InvalidDataException()));
            Assert.Equal((0L, 0), (session.Scalar("SELECT count(*) FROM sqlite_schema"), Migrations.VersionOf(session)));
        }
        folder.Make();
    }

    [Fact]
    public void Retention_can_be_set_later_and_stays()
    {
        using var folder = new StoreFolder();
        folder.Make();
        Assert.Equal(90, Retention());
        folder.Options = folder.Options with { JournalRetentionDays = 7 };
        Assert.Equal(7, Retention());
        folder.Options = folder.Options with { JournalRetentionDays = null };
        Assert.Equal(7, Retention());

        int? Retention()
        {
            using var store = folder.Open();
            return new SqliteStoreAdministration(store).Describe().JournalRetentionDays;
        }
    }

    internal static string[] KeyFiles(StoreFolder folder)
    {
        var place = folder["home/.config/provisioning"];
        return Directory.Exists(place) ? Directory.GetFiles(place) : [];
    }

    internal static void Alter(string path, string sql, SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode={mode};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    internal static IReadOnlyDictionary<string, string> Files(StoreFolder folder) => Directory.GetFiles(folder["state"])
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
        .Select(file => (file, bytes: File.ReadAllBytes(file)))
        .Where(each => !each.file.EndsWith("-wal", StringComparison.Ordinal) || each.bytes.Length > 0)
        .ToDictionary(each => each.file, each => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(each.bytes)));
}
