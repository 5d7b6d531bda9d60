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
    public const string Reinstall = "Reinstall";
    public const string ResetPassword = "ResetPassword";
    /// <summary>The operation that a machine's taking over begins with.</summary>
    public const string Register = "Register";
    public const string Repair = "Repair";

    private static readonly ServiceStatus[] Delivered = [ServiceStatus.Active, ServiceStatus.Suspended];

    /// <summary>Statuses in which a delivered machine can be.</summary>
    private static readonly string[] Grown = [VmStatus.Ready, VmStatus.ChangePackage, VmStatus.Reinstall, VmStatus.SetDnsRecords, VmStatus.Restore];

    /// <summary>All operations by name.</summary>
    public static IReadOnlyDictionary<string, OperationPlan> All(VmTools tools, IDnsSync? dns = null)
    {
        var (setIp, clone) = (new SetIp(tools), new Clone(tools));
        var values = new ValueSteps(tools);
        var (start, ready, running) = (new Start(tools), new Ready(tools), new Ready(tools, "running", completes: null));
        var (powerOff, delete) = (new PowerOff(tools), new DeleteMachine(tools));

        OperationPlan[] plans =
        [
            // Completes:                 set_ip, clone, set_cpu_ram, … , set_cloudinit, -, ready
            new(Deploy,
            [
                setIp,
                clone,
                .. values.All,
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
            },
            new(StandardOperations.Resume, [start, running])
            {
                EndStatus = ServiceStatus.Active,
                AllowedIn = Grown,
                AllowedFor = Delivered,
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
            },
            // Behind the last step of a creation that is walked by hand it ends that.
            new(Start, [start, ready])
            {
                EndStatus = ServiceStatus.Active,
                AllowedIn = [VmStatus.SetCloudInit, VmStatus.Ready],
                AllowedFor = [ServiceStatus.Pending, ServiceStatus.Active],
            },
            new(Stop, [powerOff]),
            new(Restart, [powerOff, start, running])
            {
                AllowedIn = [VmStatus.Ready],
                AllowedFor = [ServiceStatus.Pending, ServiceStatus.Active],
            },
            new(ChangePackage,
            [
                new ApplyPackage(tools),
                new AddAddresses(tools),
                new StopForChange(tools),
                new RemoveAdditionalDisk(tools),
                .. values.All,
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
            },
            // Whatever DNS says, it ends in ready: what did not work is tried again by ticks.
            new(SyncDns, [new SyncDnsRecords(dns)])
            {
                EntryStatus = VmStatus.SetDnsRecords,
                EndLocalStatus = VmStatus.Ready,
                AllowedIn = [VmStatus.Ready, VmStatus.SetDnsRecords],
                AllowedFor = Delivered,
            },
            .. OnSnapshots(tools, start, running),
            .. OnBackups(tools, start, running),
            // Once the old machine is gone, this is a creation.
            new(Reinstall,
            [
                new CheckReinstall(tools),
                new SpareUnusedDisks(tools),
                new StopForGood(tools),
                new DeleteMachine(tools, comesBack: true),
                new RenewOrder(tools),
                setIp,
                clone,
                .. values.All,
                new When(start, IsSuspended),
                new When(ready, IsSuspended),
            ])
            {
                EntryStatus = VmStatus.Reinstall,
                AllowedIn = [VmStatus.Ready, VmStatus.Reinstall],
                AllowedFor = Delivered,
            },
            new(ResetPassword,
            [
                new GivePassword(tools),
                new StopForPassword(tools),
                new WritePassword(tools),
                new When(start, StayedUp),
                new When(running, StayedUp),
            ])
            {
                AllowedIn = [VmStatus.Ready],
                AllowedFor = Delivered,
            },
            new(Register, [new TakeOver(tools)])
            {
                EndStatus = ServiceStatus.Active,
                AllowedIn = [VmStatus.Register],
                AllowedFor = [ServiceStatus.Pending],
                Remedy = "A machine is taken over once, with Register-ProvisionedVm.",
            },
            // A change of package without a change, which leaves a running machine up unless it may be restarted.
            new(Repair,
            [
                new LookAtMachine(tools),
                new When(powerOff, IsNotSuspended),
                new AddAddresses(tools),
                new StopForRepair(tools),
                .. values.All.Select(step => step is ConfigStep config ? new WhileRunning(tools, config) : step),
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
            },
            Command(VmCommands.SetDedicatedIp, setIp),
            Command(VmCommands.CloneTemplate, clone),
            Command(VmCommands.SetCpuRam, values.CpuRam),
            Command(VmCommands.SetSystemDiskSize, values.SystemSize),
            Command(VmCommands.SetSystemDiskBandwidth, values.SystemLimits),
            Command(VmCommands.CreateAdditionalDisk, values.Additional),
            Command(VmCommands.SetAdditionalDiskSize, values.AdditionalSize),
            Command(VmCommands.SetAdditionalDiskBandwidth, values.AdditionalLimits),
            Command(VmCommands.SetNetwork, values.Network),
            Command(VmCommands.SetFirewall, values.Firewall),
            Command(VmCommands.SetCloudInit, values.CloudInit),
            Command(VmCommands.RemoveInstance, new DeleteMachine(tools, keepsUnused: true)) with
            {
                EndLocalStatus = VmStatus.SetIp,
                Keeps = [],
                AllowedFor = [ServiceStatus.Pending, ServiceStatus.Active],
            },
        ];
        return plans.ToDictionary(plan => plan.Name, Refusing, StringComparer.Ordinal);

        OperationPlan Command(string name, params IStep[] steps)
        {
            var command = VmCommands.All.First(command => command.Name == name);
            return new(name, command.Mark == VmMark.MustBeStopped ? [new DemandStopped(tools, orGone: name == VmCommands.RemoveInstance), .. steps] : steps)
            {
                AllowedIn = command.AllowedIn,
                Keeps = [VmStatus.Ready],
            };
        }
    }

    private static string? IsSuspended(StepContext context) => context.Service.Status == ServiceStatus.Suspended ? "the service is suspended" : null;

    private static string? IsNotSuspended(StepContext context) => context.Service.Status == ServiceStatus.Suspended ? null : "the service is not suspended";

    private static string? StayedUp(StepContext context) =>
        IsSuspended(context) ?? (VmData.Of(context.Service).StartBy == context.Operation.Id ? null : "it was not switched off for this");

    private static string? StaysOff(StepContext context) =>
        context.Service.Status == ServiceStatus.Suspended ? "the service is suspended"
        : VmData.Of(context.Service).StartAfterChange ? null
        : "the change did not switch it off";
}
