using System.Globalization;

namespace Provisioning.Tests.Worlds;

/// <summary>What must hold after everything, whatever went wrong on the way.</summary>
internal static class Invariants
{
    /// <summary>Asserts that store and data centre agree and that nothing was lost, doubled or touched that is not ours.</summary>
    /// <param name="world">The world.</param>
    /// <param name="powerFailed">Machines may be off without us: nodes went down: what ran on them may be off, which is for the client to find and not for a deploy that was complete.</param>
    public static void Hold(VmWorld world, bool powerFailed = false)
    {
        var services = world.Services();
        foreach (var service in services)
        {
            var ready = service is { LocalStatus: VmStatus.Ready or VmStatus.Terminated, OperationState: null };
            var stopped = service.OperationState == OperationState.Stopped && service.LastError is { Id.Length: > 0, Message.Length: > 0 };
            Assert.True(ready || stopped, $"service {service.Id} is neither ready nor stopped with a clear error: {service.LocalStatus} {service.OperationState} {service.LastError}");
        }
        Unique(services.SelectMany(s => s.IpAddresses), "address");
        Unique(services.Where(s => s.RemoteId is not null).Select(s => s.RemoteId!), "VMID");
        foreach (var vm in world.Lab.Vms)
        {
            if (vm.IsTemplate) continue;
            if (vm.Description?.Contains("provisioning-mark:", StringComparison.Ordinal) is not true)
            {
                Untouched(world, vm.Vmid);
                continue;
            }
            var owner = services.SingleOrDefault(s => s.RemoteId == vm.Vmid.ToString(CultureInfo.InvariantCulture));
            Assert.True(owner is not null, $"VM {vm.Vmid} is an orphan: {vm.Description}");
            Assert.Contains($"store={world.Store.StoreId:D} service={owner.Id} vmid={vm.Vmid}", vm.Description, StringComparison.Ordinal);
        }
        foreach (var service in services.Where(s => s.LocalStatus == VmStatus.Ready)) Delivered(world, service, powerFailed);
        foreach (var service in services.Where(s => s.Status == ServiceStatus.Terminated)) Gone(world, service);
    }

    /// <summary>Nothing is left of a terminated service: neither on the server nor held in the store.</summary>
    private static void Gone(VmWorld world, ProvisionedService service)
    {
        Assert.Equal(VmStatus.Terminated, service.LocalStatus);
        Assert.Empty(service.IpAddresses);
        Assert.Null(service.RemoteId);
        Assert.Contains("terminated", service.AdminNotes, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Lab.Vms, vm => vm.Description?.Contains($"store={world.Store.StoreId:D} service={service.Id} ", StringComparison.Ordinal) is true);
        var (secret, reserved) = world.Store.Read(r => (r.Secret($"service/{service.Id}/password"), r.ReservedRemoteIds(VmWorld.Server).Count));
        Assert.Null(secret);
        Assert.Equal(world.Services().Count(s => s.RemoteId is not null), reserved);
    }

    /// <summary>Nothing that changes anything was ever sent to a machine without our mark.</summary>
    private static void Untouched(VmWorld world, int vmid)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/qemu/{vmid}");
        var touched = world.Lab.RequestLog.Where(r => r.Method != "GET" && (r.Path + "/").Contains(path + "/", StringComparison.Ordinal)).Select(r => $"{r.Method} {r.Path}");
        Assert.True(!touched.Any(), $"VM {vmid} is not ours and was touched: {string.Join(", ", touched)}");
    }

    /// <summary>A ready machine has everything that the package promises.</summary>
    private static void Delivered(VmWorld world, ProvisionedService service, bool powerFailed)
    {
        var vm = world.Lab.FindVm(service.VmId!.Value);
        if (vm is null && Removed(world, service.Id)) return;
        Assert.True(vm is not null, $"service {service.Id} is ready and VM {service.VmId} does not exist");
        if (service is { Status: ServiceStatus.Suspended, OperationState: null }) Assert.Equal("stopped", vm.Status);
        else if (!powerFailed) Assert.Equal("running", vm.Status);
        Assert.Null(vm.Lock);
        Assert.Equal(("4", "4096"), (vm.Config["cores"], vm.Config["memory"]));
        Assert.Contains("size=10G", vm.Config["scsi0"], StringComparison.Ordinal);
        Assert.Contains("iops_rd=1000", vm.Config["scsi0"], StringComparison.Ordinal);
        var disks = vm.Config.Where(c => c.Key.StartsWith("scsi", StringComparison.Ordinal) && c.Value.Contains("size=20G", StringComparison.Ordinal)).ToList();
        Assert.Contains("mbps_rd=50", Assert.Single(disks).Value, StringComparison.Ordinal);
        Assert.DoesNotContain(vm.Config.Keys, k => k.StartsWith("unused", StringComparison.Ordinal));
        Assert.Contains("rate=100", vm.Config["net0"], StringComparison.Ordinal);
        Assert.Equal(["22", "icmp"], vm.FirewallRules.Select(r => r.GetValueOrDefault("dport") ?? r["proto"]));
        Assert.Equal(service.IpAddresses.Order(), vm.IpSets["ipfilter-net0"].Order());
        Assert.Contains(service.IpAddresses[0] + "/24", vm.Config["ipconfig0"], StringComparison.Ordinal);
        Assert.Equal("admin", vm.Config["ciuser"]);
    }

    /// <summary>Whether somebody asked for the machine alone to be removed.</summary>
    private static bool Removed(VmWorld world, long serviceId) =>
        world.Journal(serviceId).Any(e => e is { Event: JournalEvent.Completed, Operation: VmCommands.RemoveInstance });

    private static void Unique(IEnumerable<string> values, string what)
    {
        var twice = values.GroupBy(v => v).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        Assert.True(twice.Count == 0, $"given twice: {what} {string.Join(", ", twice)}");
    }
}
