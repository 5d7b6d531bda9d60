using System.Runtime.InteropServices;

namespace Provisioning.Cli;

/// <summary>The wish of a user or service manager that the program ends. The first one is granted in good order; a second one kills.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private PosixSignalRegistration[] _signals = [];

    /// <summary>Cancelled when the program shall end.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>Which signal came; null while none did.</summary>
    public PosixSignal? Signal { get; private set; }

    /// <summary>The exit code of work that was cut short.</summary>
    public int ExitCode => Signal == PosixSignal.SIGTERM ? Cli.ExitCode.Terminated : Cli.ExitCode.Interrupted;

    /// <summary>Listens to the process's signals.</summary>
    public static Interruption Listen()
    {
        var interruption = new Interruption();
        interruption._signals = [interruption.On(PosixSignal.SIGINT), interruption.On(PosixSignal.SIGTERM)];
        return interruption;
    }

    /// <summary>Asks the program to end.</summary>
    public void Ask(PosixSignal signal)
    {
        Signal ??= signal;
        _asked.Cancel();
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _asked.Dispose();
    }

    private PosixSignalRegistration On(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = Signal is null;
        Ask(signal);
    });
}
