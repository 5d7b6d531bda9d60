using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>The operations on virtual machines, as data. A step is one line here and one class in <c>Steps/</c>.</summary>
internal static partial class VmOperations
{
    /// <summary>The operation that an order begins with.</summary>
    public const string Deploy = "Deploy";
    public const string Start = "Start";
    public const string Stop = "Stop";
    public const string Restart = "Restart";
    public const string ChangePackage = "ChangePackage";
    public const string SyncDns = StandardOperations.SyncDns;

    private static readonly ServiceStatus[] Delivered = [ServiceStatus.Active, ServiceStatus.Suspended];

    /// <summary>Statuses in which a delivered machine can be.</summary>
    private static readonly string[] Grown = [VmStatus.Ready, VmStatus.ChangePackage, VmStatus.Reinstall, VmStatus.SetDnsRecords, VmStatus.Restore];

    /// <summary>All operations by name.</summary>
    public static IReadOnlyDictionary<string, OperationPlan> All(VmTools tools, IDnsSync? dns = null)
    {
        var (setIp, clone) = (new SetIp(tools), new Clone(tools));
        var setCpuRam = new SetCpuRam(tools);
        var (systemSize, systemLimits) = (new SetSystemDiskSize(tools), new SetSystemDiskBandwidth(tools));
        var (additional, additionalSize, additionalLimits) = (new SetCreatedAdditionalDisk(tools), new SetAdditionalDiskSize(tools), new SetAdditionalDiskBandwidth(tools));
        var (network, firewall, cloudInit) = (new SetNetwork(tools), new SetFirewall(tools), new SetCloudInit(tools));
        var (start, ready, running) = (new Start(tools), new Ready(tools), new Ready(tools, "running", completes: null));
        var (powerOff, delete) = (new PowerOff(tools), new DeleteMachine(tools));

        OperationPlan[] plans =
        [
            // Completes:                 set_ip, clone, set_cpu_ram, … , set_cloudinit, -, ready
            new(Deploy,
            [
                setIp,
                clone,
                setCpuRam,
                systemSize,
                systemLimits,
                additional,
                additionalSize,
                additionalLimits,
                network,
                firewall,
                cloudInit,
                start,
                ready,
            ])
            {
                EndStatus = ServiceStatus.Active,
                GoesOn = true,
                AllowedIn = [.. VmStatus.All.TakeWhile(status => status != VmStatus.Ready)],
                AllowedFor = [ServiceStatus.Pending, ServiceStatus.Active],
                Remedy = "A machine that is created already is brought to its package with Set-ServicePackage.",
            },
            new(StandardOperations.Suspend, [powerOff])
            {
                EndStatus = ServiceStatus.Suspended,
                AllowedIn = Grown,
                AllowedFor = Delivered,
                Remedy = "Let its creation end first, or terminate it.",
            },
            new(StandardOperations.Resume, [start, running])
            {
                EndStatus = ServiceStatus.Active,
                AllowedIn = Grown,
                AllowedFor = Delivered,
                Remedy = "Let its creation end first.",
            },
            new(StandardOperations.Terminate,
            [
                new DeleteBackups(tools),
                new DeleteSnapshots(tools),
                new StopForGood(tools),
                delete,
                new CloseService(tools),
            ])
            {
                EntryStatus = VmStatus.Terminate,
                EndStatus = ServiceStatus.Terminated,
                Overrules = true,
                Remedy = "Nothing is left to be terminated.",
            },
            // Behind the last step of a creation that is walked by hand it ends that.
            new(Start, [start, ready])
            {
                EndStatus = ServiceStatus.Active,
                AllowedIn = [VmStatus.SetCloudInit, VmStatus.Ready],
                AllowedFor = [ServiceStatus.Pending, ServiceStatus.Active],
                Remedy = "A suspended service is started by Resume-Service; one that is being worked on when that has ended.",
            },
            new(Stop, [powerOff]) { Remedy = "There is no machine to stop." },
            new(Restart, [powerOff, start, running])
            {
                AllowedIn = [VmStatus.Ready],
                AllowedFor = [ServiceStatus.Pending, ServiceStatus.Active],
                Remedy = "A suspended service is started by Resume-Service; one that is being worked on when that has ended.",
            },
            new(ChangePackage,
            [
                new ApplyPackage(tools),
                new AddAddresses(tools),
                new StopForChange(tools),
                new RemoveAdditionalDisk(tools),
                setCpuRam,
                systemSize,
                systemLimits,
                additional,
                additionalSize,
                additionalLimits,
                network,
                firewall,
                cloudInit,
                new ReleaseAddresses(tools),
                new When(start, StaysOff),
                new When(running, StaysOff),
                new EndChange(tools),
            ])
            {
                EntryStatus = VmStatus.ChangePackage,
                EndLocalStatus = VmStatus.Ready,
                Keeps = [VmStatus.ChangePackage],
                AllowedIn = [VmStatus.Ready, VmStatus.ChangePackage],
                AllowedFor = Delivered,
                Remedy = "Let its creation end first.",
            },
            // Whatever DNS says, it ends in ready: what did not work is tried again by ticks.
            new(SyncDns, [new SyncDnsRecords(dns)])
            {
                EntryStatus = VmStatus.SetDnsRecords,
                EndLocalStatus = VmStatus.Ready,
                AllowedIn = [VmStatus.Ready, VmStatus.SetDnsRecords],
                AllowedFor = Delivered,
                Remedy = "Let its creation end first; its records are set by ticks meanwhile.",
            },
            .. OnSnapshots(tools, start, running),
            .. OnBackups(tools, start, running),
            Command(VmCommands.SetDedicatedIp, setIp),
            Command(VmCommands.CloneTemplate, clone),
            Command(VmCommands.SetCpuRam, setCpuRam),
            Command(VmCommands.SetSystemDiskSize, systemSize),
            Command(VmCommands.SetSystemDiskBandwidth, systemLimits),
            Command(VmCommands.CreateAdditionalDisk, additional),
            Command(VmCommands.SetAdditionalDiskSize, additionalSize),
            Command(VmCommands.SetAdditionalDiskBandwidth, additionalLimits),
            Command(VmCommands.SetNetwork, network),
            Command(VmCommands.SetFirewall, firewall),
            Command(VmCommands.SetCloudInit, cloudInit),
            Command(VmCommands.RemoveInstance, new DeleteMachine(tools, keepsUnused: true)) with
            {
                EndLocalStatus = VmStatus.SetIp,
                Keeps = [],
                AllowedFor = [ServiceStatus.Pending, ServiceStatus.Active],
                Remedy = "Resume a suspended service first; one that is being created is ended with Remove-Service.",
            },
        ];
        return plans.ToDictionary(plan => plan.Name, StringComparer.Ordinal);

        OperationPlan Command(string name, IStep step)
        {
            var command = VmCommands.All.First(command => command.Name == name);
            return new(name, command.Mark == VmMark.MustBeStopped ? [new DemandStopped(tools, orGone: name == VmCommands.RemoveInstance), step] : [step])
            {
                AllowedIn = command.AllowedIn,
                Keeps = [VmStatus.Ready],
                Remedy = "Let the creation reach one of them; Get-ProvisionedService shows where it is.",
            };
        }
    }

    private static string? StaysOff(StepContext context) =>
        context.Service.Status == ServiceStatus.Suspended ? "the service is suspended"
        : VmData.Of(context.Service).StartAfterChange ? null
        : "the change did not switch it off";
}
