using System.Globalization;
using Provisioning.Lab;

namespace Provisioning.Tests.Worlds;

/// <summary>What must hold after everything, whatever went wrong on the way.</summary>
internal static class Invariants
{
    /// <summary>Asserts that store and data centre agree and that nothing was lost, doubled or touched that is not ours.</summary>
    /// <param name="world">The world.</param>
    /// <param name="foreign">Machines that were there before or that others made, with the configuration they must still have.</param>
    public static void Hold(VmWorld world, IReadOnlyDictionary<int, string>? foreign = null)
    {
        var services = world.Services();
        foreach (var service in services)
        {
            var ready = service is { LocalStatus: VmStatus.Ready, OperationState: null };
            var stopped = service.OperationState == OperationState.Stopped && service.LastError is { Id.Length: > 0, Message.Length: > 0 };
            Assert.True(ready || stopped, $"service {service.Id} is neither ready nor stopped with a clear error: {service.LocalStatus} {service.OperationState} {service.LastError}");
        }
        Unique(services.SelectMany(s => s.IpAddresses), "address");
        Unique(services.Where(s => s.RemoteId is not null).Select(s => s.RemoteId!), "VMID");
        foreach (var vm in world.Lab.Vms)
        {
            if (vm.IsTemplate) continue;
            if (foreign?.TryGetValue(vm.Vmid, out var before) == true)
            {
                Assert.True(before == Picture(vm), $"VM {vm.Vmid} is not ours and was changed:\n{before}\n{Picture(vm)}");
                continue;
            }
            var owner = services.SingleOrDefault(s => s.RemoteId == vm.Vmid.ToString(CultureInfo.InvariantCulture));
            Assert.True(owner is not null, $"VM {vm.Vmid} is an orphan: {vm.Description}");
            Assert.Contains($"store={world.Store.StoreId:D} service={owner.Id} vmid={vm.Vmid}", vm.Description, StringComparison.Ordinal);
        }
        foreach (var service in services.Where(s => s.LocalStatus == VmStatus.Ready)) Delivered(world, service);
    }

    /// <summary>The whole of a machine as text, to see whether anybody touched it.</summary>
    public static string Picture(LabVm vm) => string.Join('\n', vm.Config.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}: {c.Value}"))
        + $"\n{vm.Status}\n{string.Join(',', vm.FirewallRules.SelectMany(r => r.Select(p => $"{p.Key}={p.Value}")))}{string.Join(',', vm.IpSets.Keys)}";

    /// <summary>A ready machine has everything that the package promises.</summary>
    private static void Delivered(VmWorld world, ProvisionedService service)
    {
        var vm = world.Lab.FindVm(service.VmId!.Value);
        Assert.True(vm is not null, $"service {service.Id} is ready and VM {service.VmId} does not exist");
        Assert.Equal("running", vm.Status);
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

    private static void Unique(IEnumerable<string> values, string what)
    {
        var twice = values.GroupBy(v => v).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        Assert.True(twice.Count == 0, $"given twice: {what} {string.Join(", ", twice)}");
    }
}
