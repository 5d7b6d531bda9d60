using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Lab;
using Provisioning.Proxmox;

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
        using var process = world.Start(worker: "observer");
        foreach (var service in services)
        {
            // A creation that is walked by hand rests wherever its last command left it.
            var byHand = Operations(world, service.Id).Any(operation => VmCommands.All.Any(command => command.Name == operation.Name));
            var rests = service.OperationState is null && (service.LocalStatus is VmStatus.Ready or VmStatus.Terminated || byHand);
            var stopped = service.OperationState == OperationState.Stopped && service.LastError is { Id.Length: > 0, Message.Length: > 0 };
            Assert.True(rests || stopped, $"service {service.Id} is neither at rest nor stopped with a clear error: {service.LocalStatus} {service.OperationState} {service.LastError}");
            if (rests) Assert.DoesNotContain(Operations(world, service.Id), operation => operation.State is not (OperationState.Succeeded or OperationState.Cancelled));
        }
        Unique(services.SelectMany(s => s.IpAddresses), "address");
        Unique(services.Where(s => s.RemoteId is not null).Select(s => s.RemoteId!), "VMID");
        foreach (var vm in world.Lab.Vms)
        {
            if (vm.IsTemplate) continue;
            if (!IsMarked(vm))
            {
                Untouched(world, vm.Vmid);
                continue;
            }
            var owner = services.SingleOrDefault(s => s.RemoteId == vm.Vmid.ToString(CultureInfo.InvariantCulture));
            Assert.True(owner is not null, $"VM {vm.Vmid} is an orphan: {vm.Description}");
            Assert.Contains($"store={world.Store.StoreId:D} service={owner.Id} vmid={vm.Vmid}", vm.Description, StringComparison.Ordinal);
            if (owner.OperationState is null) Assert.True(vm.Lock is null, $"VM {vm.Vmid} was left locked: {vm.Lock}");
        }
        foreach (var service in services)
            if (service.Status == ServiceStatus.Terminated) Gone(world, service);
            else AsAsked(world, service, Expectation.Of(Operations(world, service.Id), process.Operations), powerFailed);
        Assert.DoesNotContain(world.Lab.Tasks, task => task.ExitStatus?.Contains("shrinking disks is not supported", StringComparison.Ordinal) is true);
    }

    /// <summary>Whether a machine carries anybody's mark.</summary>
    public static bool IsMarked(LabVm vm) => vm.Description?.Contains("provisioning-mark:", StringComparison.Ordinal) is true;

    /// <summary>What was asked of a service, all of it.</summary>
    public static IReadOnlyList<ProvisioningOperation> Operations(VmWorld world, long serviceId) =>
        world.Store.Read(r => r.OperationPage(serviceId, true, null, 0, int.MaxValue));

    /// <summary>Addresses of a terminated service are free only when no machine of its is left that could use them. Holds at any moment.</summary>
    public static void NothingIsGivenBackTooEarly(VmWorld world)
    {
        foreach (var service in world.Services().Where(s => s.IpAddresses.Count == 0 || s.RemoteId is null))
            Assert.DoesNotContain(world.Lab.Vms, vm => IsOf(world, vm, service));
    }

    private static bool IsOf(VmWorld world, LabVm vm, ProvisionedService service) =>
        vm.Description?.Contains($"store={world.Store.StoreId:D} service={service.Id} ", StringComparison.Ordinal) is true;

    /// <summary>What the Lab shows in place of a guest's password.</summary>
#pragma warning disable CA5350 // A fingerprint in a simulation.
    public static string Fingerprint(string password) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350

    /// <summary>Nothing is left of a terminated service: neither on the server nor held in the store.</summary>
    private static void Gone(VmWorld world, ProvisionedService service)
    {
        Assert.Equal(VmStatus.Terminated, service.LocalStatus);
        Assert.Empty(service.IpAddresses);
        Assert.Null(service.RemoteId);
        Assert.Contains("terminated", service.AdminNotes, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Lab.Vms, vm => IsOf(world, vm, service));
        var (secret, reserved) = world.Store.Read(r => (r.Secret($"service/{service.Id}/password"), r.ReservedRemoteIds(VmWorld.Server).Count));
        Assert.Null(secret);
        Assert.Equal(world.Services().Count(s => s.RemoteId is not null), reserved);
    }

    /// <summary>Nothing that changes anything was ever sent to a machine without our mark, since a machine of ours was deleted there.</summary>
    private static void Untouched(VmWorld world, int vmid)
    {
        var deleted = world.Lab.Tasks.Where(t => t.Type == "qmdestroy" && t.Id == Number(vmid) && t.ExitStatus == "OK").Select(t => t.Upid).ToHashSet(StringComparer.Ordinal);
        var log = world.Lab.RequestLog.ToList();
        var touched = log.Skip(log.FindLastIndex(r => r.Upid is { } upid && deleted.Contains(upid)) + 1).Where(r => Changes(r, vmid)).Select(r => $"{r.Method} {r.Path}");
        Assert.True(!touched.Any(), $"VM {vmid} is not ours and was touched: {string.Join(", ", touched)}");
    }

    /// <summary>Whether a request changes something of a machine.</summary>
    private static bool Changes(LabLogEntry request, int vmid) =>
        request.Method != "GET" && (request.Path + "/").Contains(string.Create(CultureInfo.InvariantCulture, $"/qemu/{vmid}/"), StringComparison.Ordinal);

    /// <summary>The machine is what was asked for last.</summary>
    private static void AsAsked(VmWorld world, ProvisionedService service, Expectation expected, bool powerFailed)
    {
        if (service.RemoteId is null) return;
        var vm = world.Lab.FindVm(service.VmId!.Value);
        if (vm is not null && !IsOf(world, vm, service)) vm = null;
        if (expected.Exists is { } exists) Assert.True(exists == vm is not null, $"VM {service.VmId} of service {service.Id} is{(exists ? " not" : "")} there");
        if (vm is null || expected.Exists is not true) return;
        if (expected.Runs is false || service is { Status: ServiceStatus.Suspended, OperationState: null }) Assert.True(vm.Status == "stopped", $"VM {vm.Vmid} runs and should be off");
        if (expected.Runs is true && !powerFailed) Assert.True(vm.Status == "running", $"VM {vm.Vmid} is {vm.Status} and should run");
        if (expected.Configured && service.LocalStatus == VmStatus.Ready) Delivered(world, service, vm, expected.WentBack);
    }

    /// <summary>A ready machine has everything that package and options promise.</summary>
    private static void Delivered(VmWorld world, ProvisionedService service, LabVm vm, bool wentBack)
    {
        var wanted = world.Store.Read(r => VmOptions.Apply(VmPackageCatalog.Get(r, service.Package), VmData.Of(r.Service(service.Id)!).Options));
        Assert.Equal((Number(wanted.Cores), Number(wanted.MemoryMiB)), (vm.Config["cores"], vm.Config["memory"]));
        HasDisk(vm.Config["scsi0"], wanted.SystemDisk);
        var more = vm.Config.Where(c => c.Key.StartsWith("scsi", StringComparison.Ordinal) && c.Key is not ("scsi0" or "scsihw")).ToList();
        if (wanted.AdditionalDisk.SizeGiB == 0) Assert.True(more.Count == 0 || wentBack, $"VM {vm.Vmid} has a disk too many: {string.Join("; ", more)}");
        else HasDisk(Assert.Single(more).Value, wanted.AdditionalDisk);
        // A disk of another day that the package has not any more is kept, plugged in or not.
        if (!wentBack || wanted.AdditionalDisk.SizeGiB > 0) Assert.DoesNotContain(vm.Config.Keys, k => k.StartsWith("unused", StringComparison.Ordinal));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"rate={wanted.NetworkMBps:0.###}"), vm.Config["net0"], StringComparison.Ordinal);
        Assert.Equal(["22", "icmp"], vm.FirewallRules.Select(r => r.GetValueOrDefault("dport") ?? r["proto"]));
        Assert.Equal(wanted.IPv4Count + wanted.IPv6Count, service.IpAddresses.Count);
        Assert.Equal(service.IpAddresses.Order(), vm.IpSets["ipfilter-net0"].Order());
        Assert.Contains(service.IpAddresses[0] + "/", vm.Config["ipconfig0"], StringComparison.Ordinal);
        Assert.Equal("admin", vm.Config["ciuser"]);
        // Whoever is shown the password gets in with it.
        if (vm.Status == "running" && world.Store.Read(r => r.Secret($"service/{service.Id}/password")) is { } password)
            Assert.Equal(Fingerprint(password.Reveal()), vm.GuestPasswords["admin"]);
    }

    private static void HasDisk(string line, VmDisk wanted)
    {
        var parts = line.Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToDictionary(part => part[0], part => part[1]);
        Assert.True(int.Parse(parts["size"].TrimEnd('G'), CultureInfo.InvariantCulture) >= wanted.SizeGiB, $"{line} is smaller than {wanted.SizeGiB}G");
        Assert.Equal(wanted.ReadMBps == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{wanted.ReadMBps:0.###}"), parts.GetValueOrDefault("mbps_rd"));
        Assert.Equal(wanted.ReadIops == 0 ? null : Number(wanted.ReadIops), parts.GetValueOrDefault("iops_rd"));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Unique(IEnumerable<string> values, string what)
    {
        var twice = values.GroupBy(v => v).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        Assert.True(twice.Count == 0, $"given twice: {what} {string.Join(", ", twice)}");
    }
}
