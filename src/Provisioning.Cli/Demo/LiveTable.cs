using System.Globalization;
using Spectre.Console;

namespace Provisioning.Cli;

/// <summary>A table that follows the services while they are worked on. It fits 80 columns.</summary>
internal sealed class LiveTable(IAnsiConsole console) : IDemoDisplay
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public void Report(JournalEntry value)
    {
        // The table shows how things stand, which the store knows best.
    }

    public async Task ShowAsync(Func<IReadOnlyList<DemoRow>> look, Task work)
    {
        await console.Live(Draw(look())).AutoClear(true).StartAsync(async live =>
        {
            while (!work.IsCompleted)
            {
                live.UpdateTarget(Draw(look()));
                await Task.WhenAny(work, Task.Delay(Pace));
            }
        });

        // A live table ends where the window does; the last one shows every row.
        console.Write(Draw(look()));
        await work;
    }

    private static Table Draw(IReadOnlyList<DemoRow> rows)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var name in new[] { "Host", "VMID", "Node", "IP", "Status", "Step" })
            table.AddColumn(new TableColumn($"[bold]{name}[/]").NoWrap().Padding(0, 0, 1, 0));
        table.AddColumn(new TableColumn("[bold]Time[/]").RightAligned().NoWrap().Padding(0, 0));
        foreach (var row in rows)
            table.AddRow(Text(row.Service.HostName), Text(Vmid(row)), Text(row.Service.Node), Text(row.Ip), Status(row), Step(row), Text(Seconds.Show(row.Elapsed)));
        return table;
    }

    private static string Vmid(DemoRow row) => row.Service.VmId?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static Markup Status(DemoRow row) => row switch
    {
        { IsStopped: true } => new Markup("[red]stopped[/]"),
        { IsReady: true } => new Markup("[green]ready[/]"),
        { Operation.State: OperationState.Retrying } => new Markup("[yellow]retry[/]"),
        { Operation.State: OperationState.Waiting } => new Markup("[blue]waiting[/]"),
        { Operation.State: OperationState.Running } => new Markup("[aqua]working[/]"),
        _ => new Markup("[grey]queued[/]"),
    };

    private static Markup Step(DemoRow row) => row.Operation is { Step: { } step } operation
        ? new Markup($"[grey]{operation.StepNumber}/{operation.StepCount}[/] {Markup.Escape(step)}")
        : Text(row.Service.LocalStatus);

    private static Markup Text(string? text) => new(Markup.Escape(text ?? ""));
}
