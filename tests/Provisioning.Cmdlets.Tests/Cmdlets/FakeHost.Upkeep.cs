using System.Runtime.CompilerServices;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>Machines that exist: found, taken over, compared, mended, made anew.</summary>
internal sealed partial class FakeHost : IVmUpkeep
{
    public List<ServerFinding<OsTemplate>> TemplateTable { get; } = [];
    public List<ServerFinding<VmDifference>> DifferenceTable { get; } = [];
    public List<string> Remarks { get; } = [];
    public ReinstallVm? LastReinstall { get; private set; }
    public SecretText? LastPassword { get; private set; }
    public AdoptVm? LastAdoption { get; private set; }

    public IVmUpkeep VmUpkeep => this;

    public async Task<ProvisionedService> ReinstallAsync(long id, ReinstallVm how, CancellationToken cancellation)
    {
        LastReinstall = how;
        await CalledAsync($"VmUpkeep.Reinstall {id} {how.OsTemplate}", cancellation);
        return Known(ServiceTable.Find(s => s.Id == id), ErrorIds.ServiceNotFound, $"{id}");
    }

    public Task CheckReinstallAsync(long id, ReinstallVm how, CancellationToken cancellation) => CalledAsync($"VmUpkeep.CheckReinstall {id} {how.OsTemplate}", cancellation);

    public ProvisionedService ResetPassword(long id, SecretText? password, bool restart)
    {
        LastPassword = password;
        return Asked($"VmUpkeep.ResetPassword {id} {restart}", id);
    }

    public async IAsyncEnumerable<ServerFinding<OsTemplate>> FindTemplatesAsync(string? server, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await CalledAsync($"VmUpkeep.Templates {server}", cancellation);
        foreach (var finding in TemplateTable.Where(f => Fits(server, f.Server))) yield return finding;
    }

    public async Task<IAdoption> PrepareAdoptionAsync(AdoptVm request, CancellationToken cancellation)
    {
        LastAdoption = request;
        await CalledAsync($"VmUpkeep.PrepareAdoption {request.VmId}", cancellation);
        return new Adoption(this, request);
    }

    public async IAsyncEnumerable<ServerFinding<VmDifference>> CompareAsync(ServiceFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        LastFilter = filter;
        await CalledAsync("VmUpkeep.Compare", cancellation);
        foreach (var finding in DifferenceTable) yield return finding;
    }

    public ProvisionedService Repair(long id, bool allowRestart) => Asked($"VmUpkeep.Repair {id} {allowRestart}", id);

    private sealed class Adoption(FakeHost host, AdoptVm request) : IAdoption
    {
        public AdoptionPlan Plan => new()
        {
            Server = request.Server, VmId = request.VmId, Node = "pve1", Package = request.Package, ClientId = 1, HostName = "web", Domain = "example.org", OsUser = "admin",
            Addresses = [new IpAssignment { Address = "192.0.2.40", Family = IpFamily.IPv4, Pool = "four", Server = request.Server, ServiceId = 0 }], Remarks = host.Remarks,
        };

        public ProvisionedService Take()
        {
            host.Called($"VmUpkeep.Adopt {request.VmId}");
            var service = Service(host.ServiceTable.Count + 1, "web");
            host.ServiceTable.Add(service);
            return service;
        }
    }
}
