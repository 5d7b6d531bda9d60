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

    public Task ShowAsync(Func<IReadOnlyList<DemoRow>> look, Task work) => console
        .Live(Draw(look()))
        .StartAsync(async live =>
        {
            while (!work.IsCompleted)
            {
                live.UpdateTarget(Draw(look()));
                await Task.WhenAny(work, Task.Delay(Pace));
            }

            live.UpdateTarget(Draw(look()));
            await work;
        });

    private static Table Draw(IReadOnlyList<DemoRow> rows)
    {
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach (var name in new[] { "Host", "VMID", "Node", "IP", "Status", "Step" })
            table.AddColumn(new TableColumn(name).NoWrap());
        table.AddColumn(new TableColumn("Time").RightAligned().NoWrap());
        foreach (var row in rows)
            table.AddRow(Text(row.Service.HostName), Text(Vmid(row)), Text(row.Service.Node), Text(row.Ip), Status(row), Step(row), Text(Seconds.Show(row.Elapsed)));
        return table;
    }

    private static string Vmid(DemoRow row) => row.Service.VmId?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static Markup Status(DemoRow row) => row switch
    {
        { IsStopped: true } => new Markup("[red]stopped[/]"),
        { IsReady: true } => new Markup("[green]ready[/]"),
        { Operation.State: OperationState.Retrying } => new Markup("[yellow]retrying[/]"),
        { Operation.State: OperationState.Waiting } => new Markup("[blue]waiting[/]"),
        { Operation.State: OperationState.Running } => new Markup("[aqua]working[/]"),
        _ => new Markup("[grey]queued[/]"),
    };

    private static Markup Step(DemoRow row) => row.Operation is { Step: { } step } operation
        ? new Markup($"[grey]{operation.StepNumber,2}/{operation.StepCount}[/] {Markup.Escape(step)}")
        : new Markup("");

    private static Markup Text(string? text) => new(Markup.Escape(text ?? ""));
}
