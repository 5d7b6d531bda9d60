using Provisioning.Dns;
using Provisioning.Engine;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Crashes;

/// <summary>
/// Operations that records follow, over the whole engine with zones behind it: a crash before and after every remote call, every message to the
/// name server and every store write. The next process ends the operation and brings the records into step, and until then no address that a
/// record still points to can be given away.
/// </summary>
public sealed class DnsCrashMatrixTests
{
    private const string Forward = "example.com.";
    private const string Six = "0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR web1.example.com.";

    private static readonly string[] One = [Six, "10.2.0.192.in-addr.arpa. PTR web1.example.com.", "web1.example.com. A 192.0.2.10", "web1.example.com. AAAA 2001:db8::10"];
    private static readonly string[] Two = [Six, "10.2.0.192.in-addr.arpa. PTR web1.example.com.", "11.2.0.192.in-addr.arpa. PTR web1.example.com.", "web1.example.com. A 192.0.2.10", "web1.example.com. AAAA 2001:db8::10"];

    private static readonly Dictionary<string, string> TwoAddresses = new() { [VmOption.IPv4Addresses] = "2" };

    /// <summary>What is asked for over a machine that is ready (null: its creation), with how many IPv4 addresses, and the records in the end.</summary>
    private static readonly Dictionary<string, (Action<VmWorld, VmProcess>? Ask, bool BeginsWithTwo, string[] Records)> Cases = new()
    {
        ["Deploy"] = (null, true, Two),
        ["SyncDns"] = ((world, process) =>
        {
            world.Dns!.Remove(Forward, "web1.example.com.", RecordType.A);
            world.Dns.Remove("2.0.192.in-addr.arpa.", "10.2.0.192.in-addr.arpa.", RecordType.PTR);
            process.Request(StandardOperations.SyncDns);
        }, false, One),
        ["ChangePackage: another address"] = ((_, process) => process.Change(new ChangeVm { Options = TwoAddresses }), false, Two),
        ["ChangePackage: an address less"] = ((_, process) => process.Change(new ChangeVm { WithdrawnOptions = [VmOption.IPv4Addresses] }), true, One),
        ["Terminate"] = ((_, process) => process.Request("Terminate"), true, []),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_moment_a_process_dies_at_machine_and_records_end_as_they_should(string name)
    {
        var moments = CrashWalk.Moments(() => New(name));
        Assert.Contains(moments, moment => moment.StartsWith("before writing ", StringComparison.Ordinal));
        CrashWalk.Through(moments, () => New(name), Demand, meanwhile: NothingIsGivenAwayUnderARecord);

        void Demand(VmWorld world, VmProcess next)
        {
            Assert.Equal(((OperationState?)null, name == "Terminate" ? VmStatus.Terminated : VmStatus.Ready), (world.Services()[0].OperationState, world.Services()[0].LocalStatus));
            Assert.Equal(Cases[name].Records, world.Dns!.All);
            Assert.Equal(Cases[name].Records.Length, world.Store.Read(r => r.OwnedRecords()).Count(row => row is { Intent: null, Data: not null }));
            Assert.Empty(HeldBack(world));
            Invariants.Hold(world);
            var writes = world.Dns.Writes;
            next.TickToTheEnd();
            Assert.Equal(writes, world.Dns.Writes);
        }
    }

    /// <summary>Every IPv4 address that a record points to, or may, is held by its service or held back.</summary>
    private static void NothingIsGivenAwayUnderARecord(VmWorld world)
    {
        HashSet<string> safe = [.. world.Services().SelectMany(service => service.IpAddresses), .. HeldBack(world)];
        foreach (var record in world.Dns!.All)
        {
            var parts = record.Split(' ');
            var address = parts[1] == "PTR" ? ReverseName.AddressOf(DnsName.Parse(parts[0]))!.ToString() : parts[2];
            Assert.True(address.Contains(':', StringComparison.Ordinal) || safe.Contains(address), $"{address} of {record} could be given away");
        }
    }

    private static IReadOnlyList<string> HeldBack(VmWorld world) =>
        [.. world.Store.Read(r => r.HeldBackAddresses(IpFamily.IPv4, 0, uint.MaxValue, world.Clock.GetUtcNow()).ToList()).Select(number => IpNumber.Format(IpFamily.IPv4, number))];

    private static VmWorld New(string name)
    {
        var world = new VmWorld();
        world.Serve(Forward, "2.0.192.in-addr.arpa.", "8.b.d.0.1.0.0.2.ip6.arpa.");
        using var before = world.Start(worker: "before");
        // The zones are compared once, while nothing needs them.
        before.TickToTheEnd();
        var (ask, beginsWithTwo, _) = Cases[name];
        Assert.Null(Assert.Single(before.Order(1, order => order with { HostName = "web1", Options = beginsWithTwo ? TwoAddresses : [] })).Error);
        if (ask is null) return world;
        before.TickToTheEnd();
        ask(world, before);
        return world;
    }
}
