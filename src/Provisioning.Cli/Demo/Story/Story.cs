using System.Diagnostics;
using System.Globalization;
using Provisioning.Lab;

namespace Provisioning.Cli;

/// <summary>The other demonstration: one machine's whole life, every button of it once, each held against what the data centre then has.</summary>
internal sealed class Story(Session session, DemoOptions options)
{
    /// <summary>After this time in one chapter something must be wrong with the Lab or with us.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs it.</summary>
    /// <returns><see cref="ExitCode.Fine"/> only when every chapter ended as it should.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var folder = DemoFolder.Create();
        await using var lab = await LabServer.StartAsync(new LabOptions { Scenario = options.Scenario() }, cancellation);
        using var host = session.Stores.Open(new HostOptions { StatePath = folder.Store });
        DemoShop.Furnish(host, lab);
        Say($"A simulated Proxmox VE cluster listens on {lab.BaseUri}");
        Say($"The store is {folder.Store}");
        Say("");

        var began = Stopwatch.GetTimestamp();
        var (chapters, error) = await TellAsync(host, lab.Lab, cancellation);
        var report = new StoryReport
        {
            Success = error is null,
            ElapsedMs = (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds,
            Store = host.Store.Describe().Path,
            Chapters = chapters,
            Errors = error is null ? [] : [error],
            Look = DemoCommands.Look(folder),
            Journal = [.. host.Records.Journal(new RecordFilter())],
        };
        if (options.Output == OutputFormat.Json)
            Json.WriteDocument(session.Output, report);
        else
            End(report, folder);
        if (error is not null)
            session.Fail(error.Id, error.Message);
        return report.Success ? ExitCode.Fine : ExitCode.Stopped;
    }

    /// <summary>Goes from chapter to chapter, and no further than to the first that went wrong: the next ones build on it.</summary>
    private async Task<(IReadOnlyList<ChapterReport> Chapters, ProvisioningError? Error)> TellAsync(IProvisioningHost host, LabDataCenter lab, CancellationToken cancellation)
    {
        var told = new List<ChapterReport>();
        var calls = 0;
        long id = 0;
        foreach (var chapter in (Chapter[])[Order(order => id = order), .. Chapters.All])
        {
            var began = Stopwatch.GetTimestamp();
            var vm = id == 0 ? null : host.Services.Get(id).VmId;
            await chapter.Ask(host, id, cancellation);
            var service = await EndAsync(host, id, cancellation);
            var machine = (service.VmId ?? vm) is { } vmid ? lab.FindVm(vmid) : null;
            var flaw = service.LastError?.Message ?? chapter.Flaw(service, machine);
            told.Add(new ChapterReport(chapter.Title, chapter.Command, flaw is null, flaw, service.Status, service.LocalStatus,
                machine is null ? "no machine" : string.Create(CultureInfo.InvariantCulture, $"VM {machine.Vmid} {machine.Status} on {machine.Node}"),
                service.RemoteCalls - calls, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds));
            calls = service.RemoteCalls;
            Show(told[^1]);
            if (flaw is not null)
                return (told, service.LastError ?? new ProvisioningError(ErrorIds.StatusForbids, ErrorKind.State, $"{chapter.Title}: {flaw}."));
        }
        return (told, null);
    }

    private static Chapter Order(Action<long> taken) => new("order", "New-ProvisionedVm web-small anna -HostName web-1",
        async (host, _, cancellation) =>
        {
            var result = (await host.VirtualMachines.OpenOrderDesk().SubmitAsync([DemoShop.Order(1)], cancellation)).Single();
            taken(result.Service?.Id ?? throw new ProvisioningException(result.Error!));
        },
        Chapters.Runs);

    /// <summary>Ticks until the service has nothing left to do.</summary>
    private static async Task<ProvisionedService> EndAsync(IProvisioningHost host, long id, CancellationToken cancellation)
    {
        await foreach (var service in host.Services.WaitAsync([id], tick: true, Patience, progress: null, cancellation))
            return service;
        return host.Services.Get(id);
    }

    private void Show(ChapterReport chapter) => Say(string.Create(CultureInfo.InvariantCulture,
        $"{(chapter.Success ? "  ok" : "FAIL")}  {chapter.Title,-16} {chapter.Status + ", " + chapter.LocalStatus,-24} {chapter.Machine,-22} {chapter.ApiCalls,3} calls  {Seconds.Show(TimeSpan.FromMilliseconds(chapter.ElapsedMs))}"));

    private void End(StoryReport report, DemoFolder folder)
    {
        Block("The same from PowerShell, each followed by | Wait-ProvisionedService:", report.Chapters.Select(chapter => chapter.Command));
        Block("Look at it from PowerShell:", report.Look);
        Block("The store stays, with a key of its own. Nothing else was written.", [$"Delete {folder.Path} when you are done."]);
        Say("");
        Say($"{report.Chapters.Count(chapter => chapter.Success)} of {Chapters.All.Count + 1} chapters told in {Seconds.Show(TimeSpan.FromMilliseconds(report.ElapsedMs))}.");
    }

    private void Block(string title, IEnumerable<string> lines)
    {
        Say("");
        Say(title);
        foreach (var line in lines)
            Say("  " + line);
    }

    private void Say(string text)
    {
        if (options.Output == OutputFormat.Text)
            session.Output.WriteLine(text);
    }
}
