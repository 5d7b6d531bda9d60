using System.Diagnostics;
using Provisioning.Lab;
using Spectre.Console;

namespace Provisioning.Cli;

/// <summary>The demonstration: a data centre, a store, orders, ticks until all have ended, and what became of it.</summary>
internal sealed class Demonstration(Session session, DemoOptions options)
{
    /// <summary>After this time something must be wrong with the Lab or with us.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    /// <summary>Runs it.</summary>
    /// <returns><see cref="ExitCode.Fine"/> only when every order ended as it should.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var folder = DemoFolder.Create();
        await using var lab = await LabServer.StartAsync(new LabOptions { Scenario = options.Scenario() }, cancellation);
        using var host = session.Stores.Open(new HostOptions { StatePath = folder.Store });
        DemoShop.Furnish(host, lab);
        Say($"A simulated Proxmox VE cluster listens on {lab.BaseUri}");
        Say($"The store is {folder.Store}");

        var began = Stopwatch.GetTimestamp();
        var orders = await OrderAsync(host, cancellation);
        long[] ids = [.. orders.Where(order => order.Service is not null).Select(order => order.Service!.Id)];
        Say($"Ordered {ids.Length} of {options.Vms} machines; ticking until all are ready.");

        var display = Display();
        await display.ShowAsync(() => DemoRow.Look(host, ids), TickAsync(host, ids, display, cancellation));

        var report = Report(host, folder, orders, DemoRow.Look(host, ids), Stopwatch.GetElapsedTime(began));
        if (options.Output == OutputFormat.Json)
            Json.WriteDocument(session.Output, report);
        else
            Tell(report, folder);
        foreach (var error in report.Errors)
            session.Fail(error.Id, error.Message);
        return report.Success ? ExitCode.Fine : ExitCode.Stopped;
    }

    private Task<IReadOnlyList<OrderResult>> OrderAsync(IProvisioningHost host, CancellationToken cancellation) =>
        host.VirtualMachines.OpenOrderDesk().SubmitAsync([.. Enumerable.Range(1, options.Vms).Select(DemoShop.Order)], cancellation);

    private IDemoDisplay Display() => options.Output switch
    {
        OutputFormat.Json => new PlainLines(TextWriter.Null),
        _ when session.IsTerminal => new LiveTable(AnsiConsole.Console),
        _ => new PlainLines(session.Output),
    };

    private static async Task TickAsync(IProvisioningHost host, IReadOnlyList<long> ids, IProgress<JournalEntry> progress, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            // On the pool, so that the table is drawn while the store is worked on.
            var summary = await Task.Run(() => host.Tick.RunAsync(new TickOptions(), progress, cancellation), cancellation);
            if (Stopwatch.GetElapsedTime(began) > Patience || DemoRow.Look(host, ids).All(row => row.HasEnded))
                return;
            var rest = summary.NextDueAt - DateTimeOffset.UtcNow ?? LongestRest;
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(rest.Ticks, ShortestRest.Ticks, LongestRest.Ticks)), cancellation);
        }
    }

    private DemoReport Report(IProvisioningHost host, DemoFolder folder, IReadOnlyList<OrderResult> orders, IReadOnlyList<DemoRow> rows, TimeSpan elapsed) => new()
    {
        Success = orders.All(order => order.Service is not null) && rows.Count == options.Vms && rows.All(row => row.IsReady),
        ElapsedMs = (long)elapsed.TotalMilliseconds,
        Store = host.Store.Describe().Path,
        Services = [.. rows.Select(ServiceReport.Of)],
        Errors = [.. orders.Select(order => order.Error).OfType<ProvisioningError>(), .. rows.Where(row => !row.IsReady).Select(Problem)],
        Look = DemoCommands.Look(folder),
        Repeat = DemoCommands.Repeat(folder, options.Vms),
        Journal = [.. host.Records.Journal(new RecordFilter())],
    };

    private static ProvisioningError Problem(DemoRow row) => row.Service.LastError
        ?? new ProvisioningError(ErrorIds.WaitTimedOut, ErrorKind.Timeout, $"{row.Service.HostName} has not ended after {Seconds.Show(row.Elapsed)}; it is at {row.Service.LocalStatus}.");

    private void Say(string text)
    {
        if (options.Output == OutputFormat.Text)
            session.Output.WriteLine(text);
    }

    private void Tell(DemoReport report, DemoFolder folder)
    {
        Block("The store stays, with a key of its own. Nothing else was written.", [report.Store, $"Delete {folder.Path} when you are done."]);
        Block("Look at it from PowerShell:", report.Look);
        Block("The same by hand (a server of your own is registered alike):", report.Repeat);
        var ready = report.Services.Count(service => service is { Status: ServiceStatus.Active, LocalStatus: VmStatus.Ready });
        var calls = report.Services.Sum(service => service.ApiCalls);
        session.Output.WriteLine();
        session.Output.WriteLine($"{ready} of {options.Vms} ready in {Seconds.Show(TimeSpan.FromMilliseconds(report.ElapsedMs))}, with {calls} calls to the server for them.");
    }

    private void Block(string title, IEnumerable<string> lines)
    {
        session.Output.WriteLine();
        session.Output.WriteLine(title);
        foreach (var line in lines)
            session.Output.WriteLine("  " + line);
    }
}
