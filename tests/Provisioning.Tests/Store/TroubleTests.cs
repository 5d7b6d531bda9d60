using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.Store;

public class TroubleTests
{
    [Fact]
    public void A_full_disk_undoes_the_unit_of_work_and_says_so()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w => w.AddClient(Some.Client("ada")));
        store.Use(session => session.Run($"PRAGMA max_page_count = {session.Scalar("PRAGMA page_count") + 2}"));

        var refused = Assert.Throws<ProvisioningException>(() => store.Write(Durability.Full, w =>
        {
            w.AddClient(Some.Client("bob"));
            w.Attempt(() => w.AddClient(Some.Client("eve") with { Company = new string('x', 100_000) }));
        }));

        Assert.Equal((ErrorIds.StoreNotWritable, true), (refused.Error.Id, refused.Error.Retryable));
        Assert.Contains("full", refused.Error.Message, StringComparison.Ordinal);
        store.Use(session => session.Run("PRAGMA max_page_count = 1000000"));
        Assert.Equal("ada", Assert.Single(store.Read(r => r.ClientPage(0, 10))).UserName);
        store.Write(Durability.Normal, w => w.AddClient(Some.Client("bob")));
    }

    [Fact]
    public void A_store_that_cannot_be_written_says_so()
    {
        using var store = Some.Store();
        store.Use(session => session.Run("PRAGMA query_only = ON"));
        Assert.Equal(ErrorIds.StoreNotWritable, Assert.Throws<ProvisioningException>(() => store.Write(Durability.Full, w => w.AddClient(Some.Client("ada")))).Error.Id);
    }

    [Fact]
    public void A_lock_that_never_ends_is_an_error_of_ours_after_the_time_allowed()
    {
        using var folder = new StoreFolder();
        folder.Make();
        folder.Options = folder.Options with { LockLimit = TimeSpan.FromMilliseconds(50) };
        using var store = folder.Open();
        using var holder = SessionSource.Open(folder.Path, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite);
        holder.BeginWrite(Durability.Normal, new LockWait(TimeSpan.Zero));

        var refused = Assert.Throws<ProvisioningException>(() => store.Write(Durability.Normal, w => w.AddClient(Some.Client("bob"))));
        Assert.Equal((ErrorIds.StoreBusy, ErrorKind.Busy, true), (refused.Error.Id, refused.Error.Kind, refused.Error.Retryable));
        Assert.Equal("ada", store.Read(r => r.Client(1))!.UserName);

        holder.Rollback();
        store.Write(Durability.Normal, w => w.AddClient(Some.Client("bob")));
    }

    [Fact]
    public void Many_threads_over_several_openings_lose_nothing_and_hear_nothing_of_locks()
    {
        const int openings = 3, threads = 9, rounds = 60;
        using var folder = new StoreFolder();
        folder.Make();
        var stores = Enumerable.Range(0, openings).Select(_ => folder.Open()).ToArray();
        try
        {
            var service = stores[0].Write(Durability.Normal, w => w.AddService(Some.Service()));
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
            {
                var store = stores[thread % openings];
                for (var round = 0; round < rounds; round++)
                {
                    var before = store.Read(r => r.ServicePage(new ServiceFilter { Ids = [service] }, 0, 1)[0].RemoteCalls);
                    store.Write(round % 10 == 0 ? Durability.Full : Durability.Normal, w => w.CountCalls(service, 1));
                    Assert.True(store.Read(r => r.ServicePage(new ServiceFilter { Ids = [service] }, 0, 1)[0].RemoteCalls) > before);
                }
            });
            Assert.Equal(threads * rounds, stores[0].Read(r => r.ServicePage(new ServiceFilter { Ids = [service] }, 0, 1)[0].RemoteCalls));
        }
        finally
        {
            foreach (var store in stores) store.Dispose();
        }
    }

    [Fact]
    public void A_reader_sees_one_moment_while_others_write()
    {
        using var folder = new StoreFolder();
        folder.Make();
        using var store = folder.Open();
        using var other = folder.Open();
        store.Read(r =>
        {
            var before = r.ClientPage(0, 10).Count;
            other.Write(Durability.Normal, w => w.AddClient(Some.Client("bob")));
            Assert.Equal(before, r.ClientPage(0, 10).Count);
            return 0;
        });
        Assert.Equal(2, store.Read(r => r.ClientPage(0, 10)).Count);
    }
}
