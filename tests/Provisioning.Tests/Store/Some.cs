using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.Store;

/// <summary>Rows to fill a store with.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static SqliteStateStore Store(TimeProvider? clock = null) => SqliteStateStore.OpenInMemory(clock ?? new FakeClock());

    public static ServiceRow Service(string hostName = "web1") => new()
    {
        Kind = VirtualMachineWords.Kind,
        LocalStatus = VmStatus.Creation,
        ClientId = 7,
        Package = "small",
        Server = "pve",
        HostName = hostName,
        CreatedAt = Noon,
    };

    public static OperationRow Operation(long service, string name = "Deploy") => new() { ServiceId = service, Name = name, Step = "Clone", StepCount = 3, CreatedAt = Noon };

    /// <summary>A service with an operation, due at a time.</summary>
    public static long Work(IStateWriter writer, DateTimeOffset? due, bool watching = false, string hostName = "web1", ServiceRow? like = null)
    {
        var row = (like ?? Service(hostName)) with { HostName = hostName };
        var id = writer.AddService(row);
        var operation = writer.AddOperation(Operation(id));
        writer.SaveService(row with { Id = id, OperationId = operation, DueAt = due, Watching = watching });
        return id;
    }

    public static ClaimRequest Claim(string worker = "w1", DateTimeOffset? now = null, int limit = 10, bool watching = false, string tick = "t1", params long[]? only) => new()
    {
        Worker = worker,
        TickId = tick,
        Now = now ?? Noon,
        Until = (now ?? Noon) + TimeSpan.FromMinutes(1),
        Watching = watching,
        Limit = limit,
        ServiceIds = only is { Length: > 0 } ? only : null,
    };

    public static IpAssignment Address(string address, long service, bool isMain = false, string pool = "public") => new()
    {
        Address = address,
        Family = IpNumber.TryParse(address, out var family, out _) ? family : throw new ArgumentException(address),
        Pool = pool,
        Server = "pve",
        ServiceId = service,
        IsMain = isMain,
        PrefixLength = 24,
        Gateway = "192.0.2.1",
        Bridge = "vmbr0",
        DnsServers = ["192.0.2.53"],
        AssignedAt = Noon,
    };

    public static void Assign(this IStateWriter writer, IpAssignment assignment)
    {
        Assert.True(IpNumber.TryParse(assignment.Address, out _, out var number));
        writer.AssignAddress(assignment, number);
    }

    public static ProvisioningClient Client(string userName) => new() { UserName = userName, CreatedAt = Noon };
}
