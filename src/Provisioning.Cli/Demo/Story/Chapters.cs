using Provisioning.Lab;

namespace Provisioning.Cli;

/// <summary>One button of a machine's life: what is asked for, and what must be so afterwards.</summary>
/// <param name="Title">What happens, in a word or two.</param>
/// <param name="Command">The PowerShell that does the same to service 1.</param>
/// <param name="Ask">Asks for it.</param>
/// <param name="Flaw">Says what is not as it should be when it has ended; null when all is well. The machine is null when there is none.</param>
internal sealed record Chapter(
    string Title,
    string Command,
    Func<IProvisioningHost, long, CancellationToken, Task> Ask,
    Func<ProvisionedService, LabVm?, string?> Flaw);

/// <summary>The whole life of a virtual machine after its order, in the order of telling.</summary>
internal static class Chapters
{
    public static IReadOnlyList<Chapter> All { get; } =
    [
        new("change package", "Set-ServicePackage 1 -Cores 4 -MemoryGB 8",
            Now((host, id) => host.VirtualMachines.ChangePackage(id, new ChangeVm { Options = new Dictionary<string, string> { ["CPU Cores"] = "4", ["RAM"] = "8" } })),
            (service, vm) => Runs(service, vm) ?? Is("cores", "4", vm) ?? Is("memory", "8192", vm)),
        new("snapshot", "New-ProvisionedVmSnapshot 1 before",
            (host, id, cancellation) => host.VmSnapshots.CreateAsync(id, new NewVmSnapshot { Name = "before" }, cancellation),
            (service, vm) => Runs(service, vm) ?? (vm!.Snapshots.Contains("before") ? null : "there is no snapshot")),
        new("backup", "New-ProvisionedVmBackup 1",
            (host, id, cancellation) => host.VmBackups.CreateAsync(id, new NewVmBackup { Note = "before the move" }, cancellation),
            Runs),
        new("restore", "Get-ProvisionedVmBackup 1 | Restore-ProvisionedVmBackup",
            async (host, id, cancellation) => await host.VmBackups.RestoreAsync(id, await BackupAsync(host, id, cancellation), cancellation),
            (service, vm) => Runs(service, vm) ?? Is("cores", "4", vm) ?? Is("memory", "8192", vm)),
        new("reinstall", "Install-ProvisionedVm 1",
            (host, id, cancellation) => host.VmUpkeep.ReinstallAsync(id, new ReinstallVm(), cancellation),
            (service, vm) => Runs(service, vm) ?? (vm!.Snapshots.Count == 0 ? null : "it still has snapshots")),
        new("suspend", "Suspend-Service 1",
            Now((host, id) => host.Services.Suspend(id)),
            (service, vm) => Stands(ServiceStatus.Suspended, service) ?? State("stopped", vm)),
        new("resume", "Resume-Service 1",
            Now((host, id) => host.Services.Resume(id)),
            Runs),
        new("terminate", "Remove-Service 1",
            Now((host, id) => host.Services.Terminate(id)),
            (service, vm) => Stands(ServiceStatus.Terminated, service)
                ?? (vm is null ? null : $"VM {vm.Vmid} is still there")
                ?? (service.IpAddresses.Count == 0 ? null : "it still holds addresses")),
    ];

    /// <summary>What a machine that was just delivered must be like.</summary>
    public static string? Runs(ProvisionedService service, LabVm? vm) =>
        Stands(ServiceStatus.Active, service)
        ?? (service.LocalStatus == VmStatus.Ready ? null : $"its local status is {service.LocalStatus}")
        ?? State("running", vm);

    private static async Task<string> BackupAsync(IProvisioningHost host, long id, CancellationToken cancellation)
    {
        await foreach (var look in host.VmBackups.FindAsync([id], cancellation))
            if (look.Error is { } error)
                throw new ProvisioningException(error);
            else if (look.Found.Count > 0)
                return look.Found[0].Volume;
        throw new ProvisioningException(ErrorIds.BackupNotFound, ErrorKind.NotFound, "The backup that was just made is not there.");
    }

    private static Func<IProvisioningHost, long, CancellationToken, Task> Now(Action<IProvisioningHost, long> ask) => (host, id, _) =>
    {
        ask(host, id);
        return Task.CompletedTask;
    };

    private static string? Stands(ServiceStatus wanted, ProvisionedService service) => service.Status == wanted ? null : $"it is {service.Status}, not {wanted}";

    private static string? State(string wanted, LabVm? vm) => vm is null ? "there is no machine" : vm.Status == wanted ? null : $"VM {vm.Vmid} is {vm.Status}, not {wanted}";

    private static string? Is(string option, string wanted, LabVm? vm) =>
        vm?.Config.GetValueOrDefault(option) is var found && found == wanted ? null : $"{option} is {found ?? "not set"}, not {wanted}";
}
