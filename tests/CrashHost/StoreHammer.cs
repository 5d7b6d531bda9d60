using System.Globalization;
using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.CrashHost;

/// <summary>One of several processes that work in one store as hard as they can: <c>store-hammer PATH ROUNDS</c>.</summary>
/// <remarks>Prints one line with what it achieved; 0 rounds goes on, in pairs of rows that belong together, until it is killed.</remarks>
public static class StoreHammer
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static int Run(string[] args)
    {
        var (path, rounds) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
        if (rounds == 0) WriteUntilKilled(path);

        var worker = $"p{Environment.ProcessId}";
        var random = new Random(Environment.ProcessId);
        var (claims, addresses) = (0, 0);
        var store = SqliteStateStore.Open(path, new SqliteStoreOptions());
        for (var round = 0; round < rounds; round++)
        {
            // Closing and opening: the last one out folds the WAL away under those who are just coming in.
            if (random.Next(20) == 0)
            {
                store.Dispose();
                store = SqliteStateStore.Open(path, new SqliteStoreOptions());
            }
            var taken = store.Write(Durability.Normal, w => w.Claim(Wanted(worker, $"{worker}/{round}")));
            claims += taken.Count;
            foreach (var claim in taken)
            {
                addresses += store.Write(random.Next(4) == 0 ? Durability.Full : Durability.Normal, w =>
                {
                    w.Demand(claim.Lease, Now);
                    w.CountCalls(claim.Service.Id, 1);
                    w.AddJournal([new JournalEntry { At = Now, Event = JournalEvent.Note, ServiceId = claim.Service.Id, Message = worker }]);
                    return TakeFreeAddress(w, claim.Service.Id);
                });
                store.Write(Durability.Normal, w => w.Release(claim.Lease));
            }
        }
        store.Dispose();
        Console.WriteLine($"{claims} {addresses}");
        return 0;
    }

    private static ClaimRequest Wanted(string worker, string tick) =>
        new() { Worker = worker, TickId = tick, Now = Now, Until = Now.AddMinutes(1), Watching = false, Limit = 2 };

    private static int TakeFreeAddress(IStateWriter writer, long service)
    {
        UInt128 free = 0;
        foreach (var held in writer.HeldAddresses("pve", IpFamily.IPv6, 0, UInt128.MaxValue))
        {
            if (held != free) break;
            free++;
        }
        writer.AssignAddress(
            new IpAssignment { Address = IpNumber.Format(IpFamily.IPv6, free), Family = IpFamily.IPv6, Pool = "p", Server = "pve", ServiceId = service }, free);
        return 1;
    }

    private static void WriteUntilKilled(string path)
    {
        using var store = SqliteStateStore.Open(path, new SqliteStoreOptions());
        for (var i = 0; ; i++)
        {
            var name = $"{Environment.ProcessId}-{i}";
            store.Write(Durability.Normal, w =>
            {
                w.AddClient(new ProvisioningClient { UserName = name });
                w.AddPackage(new PackageRow("k", name, null, "{}", Now));
            });
            if (i == 0) Console.WriteLine("begun");
        }
    }
}
