using System.Globalization;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>
/// What a cluster shows of its machines: one request for all, answered from figures that are up to 10 s old, and with <c>unknown</c> for
/// machines whose node does not report. Templates and containers are none of ours.
/// </summary>
internal sealed class VmSurvey(ProxmoxServers servers) : ISurvey
{
    public async Task<IReadOnlyList<Sighting>> LookAsync(string server, CallSink calls, CancellationToken cancellation)
    {
        var guests = await servers.Open(server, calls, null).Api.ListGuestsAsync(cancellation).ConfigureAwait(false);
        return [.. from guest in guests
                   where !guest.IsContainer && !guest.IsTemplate
                   select new Sighting(guest.Vm.Id.ToString(CultureInfo.InvariantCulture), guest.Status, guest.Status == RemoteStatus.Running, guest.Lock, guest.Vm.Node)];
    }
}
