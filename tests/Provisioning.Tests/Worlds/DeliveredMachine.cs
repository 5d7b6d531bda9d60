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

    /// <summary>What was asked of the machine's power switch.</summary>
    private protected IEnumerable<string> Power() => _world.Lab.RequestLog
        .Where(r => r.Method == "POST" && r.Path.Contains("/qemu/100/status/", StringComparison.Ordinal)).Select(r => r.Path.Split('/')[^1]);

    /// <summary>Asks for an operation, which must end without an error.</summary>
    private protected void Ends(string operation, string arguments = "{}") => Ends(_process.Request(operation, 1, arguments));

    /// <summary>An operation that was asked for must be one, and end without an error.</summary>
    private protected void Ends(long operation)
    {
        Assert.NotEqual(0, operation);
        End();
    }

    /// <summary>What is under way must end without an error.</summary>
    private protected void End()
    {
        _process.TickToTheEnd();
        Assert.True(Service.OperationState is null, $"{Service.LocalStatus}: {Service.LastError?.Message}");
    }

    public void Dispose()
    {
        _process.Dispose();
        _world.Dispose();
        GC.SuppressFinalize(this);
    }
}
