using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>What is left of a machine that is to go.</summary>
/// <param name="Config">Its configuration; null when there is no machine.</param>
/// <param name="Wait">What has to be waited for before that can be told.</param>
internal sealed record Remains(VmConfig? Config, StepResult? Wait = null)
{
    public static Remains None { get; } = new((VmConfig?)null);

    /// <summary>
    /// Looks for the machine. That it is gone is only believed when its node has answered, the cluster's list lacks it, and the server
    /// calls the VMID free: the list leaves out what we may not see, and an unreachable node proves nothing.
    /// </summary>
    /// <exception cref="ProvisioningException">ForeignMachine, NodeUnreachable, MachineMissing when the VMID is taken by something that can't be seen.</exception>
    public static async ValueTask<Remains> FindAsync(VmPass pass, CancellationToken cancellation)
    {
        if (pass.Service.RemoteId is null || pass.Data.Machine == VmMachine.None) return None;
        if (pass.Data.Machine == VmMachine.BeingCloned) return await AfterCloneAsync(pass, cancellation).ConfigureAwait(false);
        try
        {
            return new Remains(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false));
        }
        catch (ProvisioningException e) when (e.Error.Id == ErrorIds.ForeignMachine && pass.Arguments<TerminateArguments>().LeaveForeign)
        {
            return await LeftAsync(pass, e, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException e) when (e.Error.Id == ErrorIds.MachineMissing)
        {
            if (await pass.Api.IsVmIdFreeAsync(pass.VmId, cancellation).ConfigureAwait(false)) return None;
            throw new ProvisioningException(ErrorIds.MachineMissing, ErrorKind.Conflict,
                $"VM {pass.VmId} of service {pass.Service.Id} can't be seen, yet the server calls the VMID taken. It is looked at again; see whether the token may see it (VM.Audit on /vms).",
                pass.Service.RemoteId, retryable: true, cause: e);
        }
    }

    /// <summary>
    /// Leaves what is not ours, as asked. A machine without a mark that has our card or an address of ours is most likely ours all the same:
    /// to give its addresses to somebody else would put them on the net twice.
    /// </summary>
    private static async Task<Remains> LeftAsync(VmPass pass, ProvisioningException foreign, CancellationToken cancellation)
    {
        var (vm, config) = await pass.ReadAnyAsync(cancellation).ConfigureAwait(false);
        var addresses = pass.Context.Addresses.Select(address => address.Address).ToHashSet(StringComparer.Ordinal);
        var uses = Enumerable.Range(0, 32).Select(config.IpConfig).OfType<IpConfig>().SelectMany(ip => new[] { ip.Ip, ip.Ip6 })
            .Select(cidr => cidr?.Split('/')[0]).FirstOrDefault(address => address is not null && addresses.Contains(address));
        if (pass.Data.Mac is { } mac && string.Equals(config.Net(0)?.Mac, mac, StringComparison.OrdinalIgnoreCase)) uses = mac;
        if (uses is not null)
            throw new ProvisioningException(ErrorIds.ForeignMachine, ErrorKind.Unsafe,
                $"{foreign.Error.Message} It has {uses} of service {pass.Service.Id}, so it is not left behind: take that away from it, or put the mark back.", foreign.Error.Target);
        var what = $"{vm} ('{config.Name ?? "without a name"}'), which is not ours";
        if (pass.Data.Left != what) pass.Context.Note($"{what}, is left as it is, as asked");
        pass.ChangeData(data => data with { Left = what });
        return None;
    }

    /// <summary>A clone was asked for and its end is not known: it may still come into being.</summary>
    private static async Task<Remains> AfterCloneAsync(VmPass pass, CancellationToken cancellation)
    {
        var times = pass.Tools.Times;
        var age = pass.Context.Clock.GetUtcNow() - pass.Context.Operation.CreatedAt;
        var trace = await CloneTrace.FindAsync(pass, cancellation).ConfigureAwait(false);
        switch (trace.State)
        {
            case CloneState.Complete:
                pass.Take(trace.Config!);
                pass.Context.Update(row => row with { Node = trace.Vm!.Value.Node });
                return new Remains(trace.Config);
            case CloneState.UnderWay when age < times.CloneGrace || await pass.RunningTaskAsync(["qmclone"], pass.Data.Template, cancellation).ConfigureAwait(false) is not null:
                return new Remains(null, StepResult.Later(times.CloneLook, $"VM {pass.VmId} is being cloned"));
            case CloneState.UnderWay:
                throw new ProvisioningException(ErrorIds.TaskFailed, ErrorKind.RemoteFailure,
                    $"{trace.Vm} was left half-made by an interrupted clone and is locked. See what it is, remove it there (qm unlock {pass.VmId}; qm destroy {pass.VmId}), then let this go on.", pass.Service.RemoteId);
            case CloneState.Absent when age < times.CloneGrace:
                return new Remains(null, StepResult.Later(times.CloneLook, $"whether VM {pass.VmId} is still being cloned"));
            default:
                // Absent for good, or somebody else was first at the VMID: there never was a machine of ours.
                return None;
        }
    }
}
