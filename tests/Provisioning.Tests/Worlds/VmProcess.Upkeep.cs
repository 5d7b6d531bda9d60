using Provisioning.Engine;
using Provisioning.Proxmox;

namespace Provisioning.Tests.Worlds;

/// <content>Machines that exist: taken over, compared, mended, made anew.</content>
internal sealed partial class VmProcess
{
    public long Reinstall(ReinstallVm? how = null, long serviceId = 1) =>
        _world.Clock.Run(() => new VmReinstallation(_store, _driver, Engine.Requests).ReinstallAsync(serviceId, how ?? new ReinstallVm(), CancellationToken.None));

    public long ResetPassword(string? password = null, bool restart = false, long serviceId = 1) =>
        new VmReinstallation(_store, _driver, Engine.Requests).ResetPassword(serviceId, password is null ? null : new SecretText(password), restart);

    public long Repair(bool allowRestart = false, long serviceId = 1) => new VmChanges(_store, Engine.Requests).Repair(serviceId, allowRestart);

    public PreparedAdoption LookAt(AdoptVm request) => _world.Clock.Run(() => new VmAdoptionDesk(_store, _driver).PrepareAsync(request, CancellationToken.None));

    public TakenOrder Adopt(AdoptVm request) => Engine.Orders.Take([LookAt(request).Draft])[0];

    public IReadOnlyList<ServerFinding<VmDifference>> Compare(ServiceFilter? filter = null) =>
        _world.Clock.All(new VmComparison(_store, _driver).CompareAsync(filter ?? new ServiceFilter(), CancellationToken.None));

    public IReadOnlyList<ServerFinding<OsTemplate>> Templates(string? server = null) =>
        _world.Clock.All(new TemplateList(_store, _driver).FindAsync(server, CancellationToken.None));
}
