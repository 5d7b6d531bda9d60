using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.Store;

public class AdministrationTests
{
    [Fact]
    public void A_store_tells_where_it_is_and_how_it_stands()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        store.Write(Durability.Normal, w =>
        {
            Some.Work(w, null);
            w.AddService(Some.Service() with { Status = ServiceStatus.Terminated });
            w.AddOperation(Some.Operation(1) with { State = OperationState.Succeeded });
        });

        var info = new SqliteStoreAdministration(store).Describe();

        Assert.Equal((folder.Path, StoreLocation.Parameter, true, store.StoreId), (info.Path, info.Location, info.Exists, info.StoreId));
        Assert.Equal((Migrations.Newest, 90, 1L, 1L), (info.SchemaVersion, info.JournalRetentionDays, info.Services, info.OpenOperations));
        Assert.Equal(folder.Options.Clock.GetUtcNow(), info.CreatedAt);
        Assert.True(info.SizeBytes > 0);
        Assert.EndsWith(".key", info.KeySource, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_is_described_whether_or_not_a_store_is_there()
    {
        using var folder = new StoreFolder();
        StoreInfo Describe() => SqliteStoreAdministration.Describe(StoreLocator.Locate(folder.Path, folder.Options.Surroundings), folder.Options);

        Assert.False(Describe().Exists);
        Assert.False(File.Exists(folder.Path));
        var id = folder.Make();
        Assert.Equal(id, Describe().StoreId);
        folder.Machine = "another";
        Assert.Contains("another machine", Describe().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Initializing_makes_a_store_or_answers_with_the_one_there()
    {
        using var folder = new StoreFolder();
        var made = SqliteStoreAdministration.Initialize(new InitializeStore { StatePath = folder.Path, JournalRetentionDays = 30 }, folder.Options);
        var again = SqliteStoreAdministration.Initialize(new InitializeStore { StatePath = folder.Path }, folder.Options);
        Assert.Equal((made.StoreId, 30), (again.StoreId, again.JournalRetentionDays));
        folder.Machine = "another";
        Assert.Throws<ProvisioningException>(() => SqliteStoreAdministration.Initialize(new InitializeStore { StatePath = folder.Path }, folder.Options));
        Assert.Equal(made.StoreId, SqliteStoreAdministration.Initialize(new InitializeStore { StatePath = folder.Path, AdoptCopy = true }, folder.Options).StoreId);
        foreach (var days in (int[])[0, 3651])
            Assert.Equal(ErrorIds.InvalidValue, Assert.Throws<ProvisioningException>(
                () => SqliteStoreAdministration.Initialize(new InitializeStore { StatePath = folder["other"], JournalRetentionDays = days }, folder.Options)).Error.Id);
    }

    [Fact]
    public async Task A_backup_made_while_others_write_is_one_moment_of_the_store()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        using var writer = folder.Open();
        using var stop = new CancellationTokenSource();
        store.Write(Durability.Normal, w => { for (var i = 0; i < 3000; i++) w.AddService(Some.Service() with { AdminNotes = new string('x', 3000) }); });
        // Every write keeps the number of clients and of packages equal; a torn copy would not.
        var writing = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
                writer.Write(Durability.Normal, w => { w.AddClient(Some.Client($"c{i}")); w.AddPackage(new PackageRow("k", $"p{i}", null, "{}", Some.Noon)); });
        });

        for (var round = 0; round < 5; round++)
        {
            var file = folder[$"backup{round}.db"];
            var backup = new SqliteStoreAdministration(store).Backup(file, false, default);
            Assert.Equal((file, store.StoreId, new FileInfo(file).Length), (backup.Path, backup.StoreId, backup.SizeBytes));
            using var session = SessionSource.Open(file, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite);
            Assert.Equal("ok", session.First("PRAGMA integrity_check", row => row.Text(0)));
            Assert.Equal(session.Scalar("SELECT count(*) FROM clients"), session.Scalar("SELECT count(*) FROM packages"));
            Assert.Equal(3000, session.Scalar("SELECT count(*) FROM services"));
        }
        await stop.CancelAsync();
        await writing;
        Assert.Equal(5, Directory.GetFiles(folder["."]).Length);
    }

    [Fact]
    public void A_backup_replaces_only_what_it_may()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        store.Write(Durability.Normal, w => w.AddClient(Some.Client("ada")));
        var administration = new SqliteStoreAdministration(store);
        administration.Backup(folder["a.db"], false, default);

        Assert.Equal(ErrorIds.BackupTargetExists, Refused(folder["a.db"], false));
        Assert.Equal(ErrorIds.BackupTargetExists, Refused(folder.Path, true));
        store.Write(Durability.Normal, w => w.AddClient(Some.Client("bob")));
        administration.Backup(folder["a.db"], true, default);
        folder.Options = folder.Options with { AdoptCopy = true };
        Assert.Equal(["ada", "bob"], folder.Clients(folder["a.db"]));
        File.WriteAllText(folder["file"], "");
        Assert.Equal(ErrorIds.StoreNotWritable, Refused(folder["file/a.db"], false));

        string Refused(string target, bool overwrite) => Assert.Throws<ProvisioningException>(() => administration.Backup(target, overwrite, default)).Error.Id;
    }

    [Fact]
    public void A_backup_that_is_called_off_leaves_nothing()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        Assert.Throws<OperationCanceledException>(() => new SqliteStoreAdministration(store).Backup(folder["a.db"], false, new CancellationToken(true)));
        Assert.Empty(Directory.GetFiles(folder["."]));
        store.Write(Durability.Normal, w => w.AddClient(Some.Client("ada")));
    }

    [Fact]
    public void A_store_in_memory_can_be_backed_up_too()
    {
        using var folder = new StoreFolder();
        using var store = Some.Store();
        Assert.Equal(store.StoreId, new SqliteStoreAdministration(store).Backup(folder["a.db"], false, default).StoreId);
    }
}
