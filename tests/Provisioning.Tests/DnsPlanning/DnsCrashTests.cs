using Provisioning.CrashHost;
using Provisioning.Dns;
using Provisioning.Engine;

namespace Provisioning.Tests.DnsPlanning;

/// <summary>A process dies before or after every store write and every request of a reconciliation; the next one puts everything right.</summary>
public sealed class DnsCrashTests
{
    public static TheoryData<string, MarkPlace> Stories
    {
        get
        {
            var data = new TheoryData<string, MarkPlace>();
            foreach (var story in new[] { "order", "terminate", "rename", "readdress", "handover", "reverse" })
                foreach (var marks in new[] { MarkPlace.Comment, MarkPlace.StoreOnly })
                    data.Add(story, marks);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void Whatever_moment_a_process_dies_at_the_next_one_converges(string story, MarkPlace marks)
    {
        for (var moment = 0; ; moment++)
        {
            using var world = new DnsWorld(marks);
            Prepare(world, story);
            var plan = CrashPlan.DieAt(moment);
            try
            {
                world.TickToTheEnd(world.Start(plan));
            }
            catch (SimulatedCrashException)
            {
                // As ordered.
            }
            if (plan.Death is null)
            {
                Assert.True(moment > 8, $"only {moment} moments");
                return;
            }
            // What a dead process wrote half may not be given away.
            Safe(world, $"{story}, {marks}, moment {moment} ({plan.Death})");
            world.Clock.Advance(TimeSpan.FromMinutes(3));
            world.TickToTheEnd();
            world.Clock.Advance(TimeSpan.FromHours(1));
            world.TickToTheEnd();
            Assert.True(Wanted(story).SequenceEqual(world.Ns1.All), $"{story}, {marks}, moment {moment} ({plan.Death}):\n{string.Join('\n', world.Ns1.All)}\n{string.Join('\n', world.Journal().Select(line => line.Message))}");
            Assert.Equal(world.Ns1.All.Count, world.Owned.Count);
            Assert.All(world.Owned, row => Assert.Null(row.Intent));
            Assert.Empty(world.HeldBack);
            var writes = world.Ns1.Writes;
            Assert.Empty(world.Sync());
            Assert.Equal(writes, world.Ns1.Writes);
        }
    }

    /// <summary>Every address that a record of ours may point to is held by its service, or held back.</summary>
    private static void Safe(DnsWorld world, string when)
    {
        var held = world.Store.Read(reader => reader.AssignmentPage(null, null, null, false, 0, 1000, out _)).Select(assignment => assignment.Address);
        var safe = held.Concat(world.HeldBack).ToHashSet();
        foreach (var record in world.Ns1.All)
        {
            var parts = record.Split(' ');
            var address = parts[1] == "PTR" ? ReverseName.AddressOf(DnsName.Parse(parts[0]))!.ToString() : parts[2];
            Assert.True(address.Contains(':', StringComparison.Ordinal) || safe.Contains(address), $"{when}: {address} of {record} could be given away");
        }
    }

    private static void Prepare(DnsWorld world, string story)
    {
        var id = world.Service("web1", "192.0.2.10", "2001:db8::10");
        if (story == "order") return;
        world.TickToTheEnd();
        switch (story)
        {
            case "terminate":
                world.Terminate(id);
                break;
            case "rename":
                world.Change(id, service => service with { HostName = "web2" });
                break;
            case "readdress":
                world.Take(id, "192.0.2.11");
                world.Release(id, "192.0.2.10");
                break;
            case "handover":
                world.Terminate(id);
                world.Service("web1", "192.0.2.20");
                break;
            case "reverse":
                world.Store.Write(Durability.Normal, writer => writer.SetReverseName(id, "192.0.2.10", "mail.example.com."));
                break;
        }
    }

    private static string[] Wanted(string story)
    {
        const string Six = "0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR";
        return story switch
        {
            "terminate" => [],
            "rename" => [$"{Six} web2.example.com.", "10.2.0.192.in-addr.arpa. PTR web2.example.com.", "web2.example.com. A 192.0.2.10", "web2.example.com. AAAA 2001:db8::10"],
            "readdress" => [$"{Six} web1.example.com.", "11.2.0.192.in-addr.arpa. PTR web1.example.com.", "web1.example.com. A 192.0.2.11", "web1.example.com. AAAA 2001:db8::10"],
            "handover" => ["20.2.0.192.in-addr.arpa. PTR web1.example.com.", "web1.example.com. A 192.0.2.20"],
            "reverse" => [$"{Six} web1.example.com.", "10.2.0.192.in-addr.arpa. PTR mail.example.com.", "web1.example.com. A 192.0.2.10", "web1.example.com. AAAA 2001:db8::10"],
            _ => [$"{Six} web1.example.com.", "10.2.0.192.in-addr.arpa. PTR web1.example.com.", "web1.example.com. A 192.0.2.10", "web1.example.com. AAAA 2001:db8::10"],
        };
    }
}
