using Provisioning.Engine;
using Provisioning.Proxmox;

namespace Provisioning;

internal sealed class VmUpkeep(IStateStore store, ProvisioningEngine engine, ProxmoxDriver driver) : IVmUpkeep
{
    private readonly VmReinstallation _reinstallation = new(store, driver, engine.Requests);
    private readonly VmAdoptionDesk _adoptions = new(store, driver);

    public async Task<ProvisionedService> ReinstallAsync(long id, ReinstallVm how, CancellationToken cancellation)
    {
        await _reinstallation.ReinstallAsync(id, how, cancellation).ConfigureAwait(false);
        return Service(id);
    }

    public Task CheckReinstallAsync(long id, ReinstallVm how, CancellationToken cancellation) => _reinstallation.CheckAsync(id, how, cancellation);

    public ProvisionedService ResetPassword(long id, SecretText? password, bool restart)
    {
        _reinstallation.ResetPassword(id, password, restart);
        return Service(id);
    }

    public IAsyncEnumerable<ServerFinding<OsTemplate>> FindTemplatesAsync(string? server, CancellationToken cancellation) =>
        new TemplateList(store, driver).FindAsync(server, cancellation);

    public async Task<IAdoption> PrepareAdoptionAsync(AdoptVm request, CancellationToken cancellation) =>
        new Adoption(this, await _adoptions.PrepareAsync(request, cancellation).ConfigureAwait(false));

    public IAsyncEnumerable<ServerFinding<VmDifference>> CompareAsync(ServiceFilter filter, CancellationToken cancellation) =>
        new VmComparison(store, driver).CompareAsync(filter, cancellation);

    public ProvisionedService Repair(long id, bool allowRestart)
    {
        new VmChanges(store, engine.Requests).Repair(id, allowRestart);
        return Service(id);
    }

    private ProvisionedService Service(long id) =>
        store.Read(state => state.ServicePage(new ServiceFilter { Ids = [id], Statuses = Enum.GetValues<ServiceStatus>() }, 0, 1)) is [var service]
            ? service
            : throw new ProvisioningException(ErrorIds.ServiceNotFound, ErrorKind.NotFound, $"There is no service {id}.");

    private sealed class Adoption(VmUpkeep upkeep, PreparedAdoption prepared) : IAdoption
    {
        public AdoptionPlan Plan => prepared.Plan;

        public ProvisionedService Take() => upkeep.Take(prepared);
    }

    private ProvisionedService Take(PreparedAdoption prepared) => engine.Orders.Take([prepared.Draft]) switch
    {
        [{ ServiceId: { } id }] => Service(id),
        // The one VMID that would do was reserved since the look.
        [{ Error: { Id: ErrorIds.NoFreeRemoteId } }] => throw new ProvisioningException(ErrorIds.RemoteIdTaken, ErrorKind.Conflict,
            $"VMID {prepared.Plan.VmId} on server '{prepared.Plan.Server}' belongs to another service by now.", prepared.Draft.RemoteId?.First.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        [{ Error: { } error }] => throw error.AsException(),
        _ => throw new InvalidOperationException("An order has one answer."),
    };
}
