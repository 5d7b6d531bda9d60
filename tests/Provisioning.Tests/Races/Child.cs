using System.Diagnostics;
using Provisioning.CrashHost;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.Races;

/// <summary>A process of its own, which ends with the test at the latest.</summary>
internal sealed class Child : IDisposable
{
    /// <summary>The key of the stores that children work in.</summary>
    public static readonly string Key = Convert.ToBase64String(new byte[StoreKey.Length]);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly Task<string> _complaints;
    private readonly CancellationTokenSource _patience = new(Patience);

    public Child(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CrashPlan).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[StoreKey.Variable] = Key;
        _process = Process.Start(start)!;
        _complaints = _process.StandardError.ReadToEndAsync(_patience.Token);
    }

    public int Id => _process.Id;

    /// <summary>Whether it got as far as printing this line.</summary>
    public async Task<bool> PrintsAsync(string line)
    {
        while (await _process.StandardOutput.ReadLineAsync(_patience.Token) is { } printed)
            if (printed == line) return true;
        return false;
    }

    /// <summary>SIGKILL: it learns nothing of it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(_patience.Token);
    }

    public void Tell(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>Waits until it has ended as it should, without a complaint; answers with what it printed.</summary>
    public async Task<string> EndedWellAsync()
    {
        var printed = await _process.StandardOutput.ReadToEndAsync(_patience.Token);
        Assert.Equal("", await _complaints);
        await _process.WaitForExitAsync(_patience.Token);
        Assert.Equal(0, _process.ExitCode);
        return printed;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
        _patience.Dispose();
    }
}
