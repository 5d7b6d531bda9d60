using Provisioning.Lab;

namespace Provisioning.Tests.Worlds;

/// <summary>A world in which one machine was ordered and delivered, for tests of what comes after.</summary>
public abstract class DeliveredMachine : IDisposable
{
    private protected readonly VmWorld _world;
    private protected readonly VmProcess _process;

    /// <summary>Delivers it.</summary>
    /// <param name="package">Its package; null takes the world's own.</param>
    /// <param name="after">Time that has passed since.</param>
    private protected DeliveredMachine(VmPackage? package = null, TimeSpan after = default)
    {
        _world = new VmWorld(package: package);
        _process = _world.Start();
        _process.Order();
        _process.TickToTheEnd();
        _world.Clock.Advance(after);
        _world.Lab.ClearRequestLog();
    }

    private protected ProvisionedService Service => _world.Services()[0];
    private protected LabVm Machine => _world.Lab.FindVm(100)!;

    public void Dispose()
    {
        _process.Dispose();
        _world.Dispose();
        GC.SuppressFinalize(this);
    }
}
