namespace Provisioning.Cli;

/// <summary>Shows what becomes of the orders; told of each line of the journal by many services at once.</summary>
internal interface IDemoDisplay : IProgress<JournalEntry>
{
    /// <summary>Shows until the work has ended.</summary>
    /// <param name="look">Tells how the services stand.</param>
    /// <param name="work">The work.</param>
    Task ShowAsync(Func<IReadOnlyList<DemoRow>> look, Task work);
}
