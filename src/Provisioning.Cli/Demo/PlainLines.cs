using System.Diagnostics;
using System.Globalization;

namespace Provisioning.Cli;

/// <summary>A line for each thing that happened: for logs, pipes and whoever reads afterwards.</summary>
internal sealed class PlainLines(TextWriter output) : IDemoDisplay
{
    private readonly Lock _writing = new();
    private readonly long _began = Stopwatch.GetTimestamp();

    public void Report(JournalEntry value)
    {
        if (value.Event == JournalEvent.Intent)
            return;
        var passed = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        lock (_writing)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed,5:0.0} s  service {value.ServiceId}  {value.Step}  {value.Event}: {value.Message}"));
    }

    public async Task ShowAsync(Func<IReadOnlyList<DemoRow>> look, Task work)
    {
        await work;
        foreach (var row in look())
            output.WriteLine($"service {row.Service.Id}  {row.Service.HostName}  VMID {row.Service.VmId}  {row.Service.Node}  {row.Ip}  {row.Service.Status}, {row.Service.LocalStatus}  {Seconds.Show(row.Elapsed)}");
    }
}
