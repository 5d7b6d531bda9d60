using Provisioning.Engine;
using Provisioning.Store.Sqlite;
using SQLitePCL;

namespace Provisioning.Tests.Store;

/// <summary>What runs in every tick must find its rows by an index; what is listed must follow the key.</summary>
public class QueryPlanTests
{
    /// <summary><c>SQLITE_STMTSTATUS_REPREPARE</c>.</summary>
    private const int TimesCompiledAnew = 5;

    public static TheoryData<string, string> Calls => new()
    {
        { "claim", "services_due services_leased" },
        { "claim some", "" },
        { "claim one", "" },
        { "due", "services_due services_leased" },
        { "next due", "services_due services_leased" },
        { "next due of some", "" },
        { "demand", "" },
        { "renew", "" },
        { "release", "" },
        { "save service", "" },
        { "next queued", "operations_service" },
        { "host name", "services_fqdn" },
        { "order", "services_order" },
        { "wake", "operations_slot" },
        { "held", "addresses_held" },
        { "pool", "addresses_pool" },
        { "page", "addresses_service" },
        { "page by client", "services_client" },
        { "page by name", "services_fqdn services_host_name" },
        { "page stopped", "operations_open" },
        { "open operations", "operations_open" },
        { "journal of a service", "journal_service" },
        { "calls that failed", "calls_failed" },
        { "count of a client", "services_client" },
        { "slots", "" },
        { "remote id", "" },
        { "secrets", "" },
        { "prune", "" },
        { "has due dates", "services_renewal" },
        { "overdue", "services_renewal" },
        { "overdue of some", "services_renewal" },
        { "has delivered", "services_server" },
        { "delivered", "services_server" },
        { "last ended", "operations_service" },
        { "turn", "" },
        { "take turn", "" },
        { "due date", "" },
        { "seen", "" },
        { "due schedules", "schedules_due" },
        { "due schedules of some", "" },
        { "schedules", "schedules_name" },
        { "wake schedules", "services_package" },
    };

    [Theory, MemberData(nameof(Calls))]
    public void No_table_is_walked_through(string call, string indexes)
    {
        using var store = Some.Store();
        var statements = Watch(store, call);

        Assert.NotEmpty(statements);
        var plan = string.Join('\n', statements.SelectMany(sql => Plan(store, sql)));
        // A page in the order of the key and the oldest lines of the journal end at their limit.
        var walks = plan.Split('\n').Where(line => line.StartsWith("SCAN ", StringComparison.Ordinal) && !Harmless(line, call)).ToArray();
        Assert.True(walks.Length == 0, $"{call}:\n{string.Join("\n\n", statements)}\n{plan}");
        foreach (var index in indexes.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Assert.Contains(index, plan, StringComparison.Ordinal);
    }

    /// <summary>Whatever values are bound to it.</summary>
    [Theory, MemberData(nameof(Calls))]
    public void No_statement_is_compiled_twice(string call, string indexes)
    {
        _ = indexes;
        using var store = Some.Store();
        store.Write(Durability.Normal, w => Run(call, w));
        CompiledAnew(store);

        for (var i = 0; i < 3; i++) store.Write(Durability.Normal, w => Run(call, w));

        Assert.Equal(0, CompiledAnew(store));
    }

    /// <summary>How often statements that were prepared have been compiled once more since this was last asked.</summary>
    private static int CompiledAnew(SqliteStateStore store) =>
        store.Use(session => session.Prepared.Sum(statement => raw.sqlite3_stmt_status(statement, TimesCompiledAnew, 1)));

    private static bool Harmless(string line, string call) =>
        line.StartsWith("SCAN json_each", StringComparison.Ordinal) || line.Contains("VIRTUAL TABLE", StringComparison.Ordinal)
        || line.StartsWith("SCAN (subquery", StringComparison.Ordinal) || line.StartsWith("SCAN d", StringComparison.Ordinal) || line == "SCAN CONSTANT ROW"
        // Holds only what is leased right now.
        || line.Contains("services_leased", StringComparison.Ordinal)
        || (call == "prune" && (line is "SCAN journal" or "SCAN calls" or "SCAN store"))
        || (call == "pool" && line == "SCAN pools");

    private static IReadOnlyList<string> Watch(SqliteStateStore store, string call)
    {
        var statements = new List<string>();
        strdelegate_trace trace = (_, sql) => { if (!sql.StartsWith("--", StringComparison.Ordinal)) statements.Add(sql); };
        store.Use(session => { raw.sqlite3_trace(session.Handle, trace, null); return 0; });
        store.Write(Durability.Normal, w => Run(call, w));
        store.Use(session => { raw.sqlite3_trace(session.Handle, (strdelegate_trace)null!, null); return 0; });
        GC.KeepAlive(trace);
        return [.. statements.Where(sql => !sql.StartsWith("BEGIN", StringComparison.Ordinal) && sql != "COMMIT" && !sql.StartsWith("PRAGMA", StringComparison.Ordinal))];
    }

    private static void Run(string call, IStateWriter w)
    {
        var lease = new Lease(1, "w", 1);
        object? _ = call switch
        {
            "claim" => w.Claim(Some.Claim()),
            "claim some" => w.Claim(Some.Claim(only: [1, 2])),
            "claim one" => w.ClaimOne(1, Some.Claim()),
            "due" => w.Due(Some.Noon, null, 10),
            "next due" => w.NextDueAt(null),
            "next due of some" => w.NextDueAt([1]),
            "demand" => Record.Exception(() => w.Demand(lease, Some.Noon)),
            "renew" => w.Renew([lease], Some.Noon, Some.Noon),
            "release" => Do(() => w.Release(lease)),
            "save service" => Do(() => w.SaveService(Some.Service() with { Id = 1 })),
            "next queued" => w.NextQueued(1, 2),
            "host name" => w.HostNameInUse("a", "b"),
            "order" => w.ServiceOfOrder("a"),
            "wake" => Do(() => w.WakeSlotWaiters("r", 1, Some.Noon)),
            "held" => w.HeldAddresses("pve", IpFamily.IPv4, 0, 9).ToArray(),
            "pool" => w.Pools(),
            "page" => w.ServicePage(new ServiceFilter(), 1, 10),
            "page by client" => w.ServicePage(new ServiceFilter { ClientId = 1 }, 1, 10),
            "page by name" => w.ServicePage(new ServiceFilter { HostName = "a" }, 1, 10),
            "page stopped" => w.ServicePage(new ServiceFilter { Stopped = true }, 1, 10),
            "open operations" => w.OperationPage(null, false, OperationState.Stopped, 0, 10),
            "journal of a service" => w.JournalPage(new RecordFilter { ServiceId = 1, Last = 5 }, 0, 10),
            "calls that failed" => w.CallPage(new RecordFilter { FailedOnly = true, Last = 5 }, 0, 10),
            "count of a client" => w.CountServices(clientId: 1),
            "slots" => w.SlotsTaken("r", Some.Noon),
            "remote id" => w.RemoteIdHolder("pve", "100"),
            "secrets" => Do(() => w.DeleteSecrets("service/1/")),
            "prune" => w.Prune(Some.Noon, 10),
            "has due dates" => w.HasDueDates("VirtualMachine"),
            "overdue" => w.Overdue("VirtualMachine", "small", Some.Noon, [RenewalStep.None], [ServiceStatus.Active], null),
            "overdue of some" => w.Overdue("VirtualMachine", "small", Some.Noon, [RenewalStep.None], [ServiceStatus.Active], [1]),
            "has delivered" => w.HasDelivered("VirtualMachine", "pve"),
            "delivered" => w.DeliveredPage("VirtualMachine", "pve", ServiceStatus.Active, 0, 10),
            "last ended" => w.LastEndedAt(1),
            "turn" => w.TurnTakenAt("t"),
            "take turn" => w.TakeTurn("t", Some.Noon, TimeSpan.FromMinutes(1)),
            "due date" => Do(() => w.SetDueDate(1, Some.Noon)),
            "seen" => Do(() => w.SetSeen(1, "running", null, "pve1", Some.Noon)),
            "due schedules" => w.DueSchedules(Some.Noon, null, 10),
            "due schedules of some" => w.DueSchedules(Some.Noon, [1], 10),
            "schedules" => w.SchedulePage("backup", null, 1, 10),
            "wake schedules" => Do(() => w.WakeSchedules("backup", "VirtualMachine", "small", Some.Noon)),
            _ => throw new ArgumentException(call),
        };
    }

    private static object Do(Action action)
    {
        action();
        return action;
    }

    private static IReadOnlyList<string> Plan(SqliteStateStore store, string sql) =>
        store.Use(session => session.Query("EXPLAIN QUERY PLAN " + sql, row => row.Text(3)));
}
