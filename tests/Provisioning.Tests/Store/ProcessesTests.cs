using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Provisioning.CrashHost;
using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.Store;

public class ProcessesTests
{
    private static readonly string Key = Convert.ToBase64String(Enumerable.Range(0, StoreKey.Length).Select(i => (byte)i).ToArray());

    [Fact]
    public async Task Several_processes_share_a_store_and_one_that_is_killed_leaves_it_whole()
    {
        const int processes = 4, rounds = 60, services = 12;
        using var folder = new StoreFolder();
        folder.Set(StoreKey.Variable, Key);
        folder.Options = folder.Options with { Surroundings = folder.Options.Surroundings with { Machine = Surroundings.Real.Machine } };
        using (var store = folder.Open())
            store.Write(Durability.Normal, w => { for (var i = 0; i < services; i++) Some.Work(w, Some.Noon, hostName: $"h{i}"); });

        using var victim = Start(folder.Path, 0);
        Assert.Equal("begun", await victim.StandardOutput.ReadLineAsync());
        var workers = Enumerable.Range(0, processes).Select(_ => Start(folder.Path, rounds)).ToArray();
        var (claims, addresses) = (0, 0);
        foreach (var worker in workers)
        {
            var said = await worker.StandardOutput.ReadToEndAsync();
            var complaint = await worker.StandardError.ReadToEndAsync();
            await worker.WaitForExitAsync();
            Assert.True(worker.ExitCode == 0, complaint);
            var numbers = said.Split(' ').Select(each => int.Parse(each, CultureInfo.InvariantCulture)).ToArray();
            (claims, addresses) = (claims + numbers[0], addresses + numbers[1]);
            worker.Dispose();
            // While the others are still at it, and not between two of its writes by design.
            if (!victim.HasExited) victim.Kill();
        }
        await victim.WaitForExitAsync();

        using (var store = folder.Open())
        {
            var listed = store.Read(r => r.ServicePage(new ServiceFilter(), 0, 100));
            Assert.Equal((claims, claims), (listed.Sum(s => s.Ticks), listed.Sum(s => s.RemoteCalls)));
            Assert.True(claims > rounds);
            Assert.Equal(Enumerable.Range(0, addresses).Select(n => (UInt128)n), store.Read(r => r.HeldAddresses("pve", IpFamily.IPv6, 0, UInt128.MaxValue).ToArray()));
            Assert.Equal(store.Read(r => r.Packages("k")).Count, store.Read(r => r.ClientPage(0, int.MaxValue)).Count);
        }
        using var session = SessionSource.Open(folder.Path, SqliteOpenMode.ReadWrite);
        Assert.Equal("ok", session.First("PRAGMA integrity_check", row => row.Text(0)));
    }

    private static Process Start(string path, int rounds)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(StoreHammer).Assembly.Location, "store-hammer", path, $"{rounds}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[StoreKey.Variable] = Key;
        return Process.Start(start)!;
    }
}
