namespace Provisioning.Cli;

/// <summary>What became of one chapter.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Command">The PowerShell that does the same.</param>
/// <param name="Success">Whether all is as it should be.</param>
/// <param name="Flaw">What is not.</param>
/// <param name="Status">Where the service stands towards its client.</param>
/// <param name="LocalStatus">Where our work on it stands.</param>
/// <param name="Machine">What the data centre says of its machine: <c>VM 100 running on pve1</c>.</param>
/// <param name="ApiCalls">Remote calls made for it in this chapter, watching of tasks apart.</param>
/// <param name="ElapsedMs">How long it took.</param>
internal sealed record ChapterReport(
    string Title, string Command, bool Success, string? Flaw, ServiceStatus Status, string LocalStatus, string Machine, int ApiCalls, long ElapsedMs);

/// <summary>What became of a whole life.</summary>
internal sealed record StoryReport
{
    /// <summary>Whether every chapter ended as it should.</summary>
    public required bool Success { get; init; }
    /// <summary>Time from the order to the end, in milliseconds.</summary>
    public required long ElapsedMs { get; init; }
    /// <summary>The store's file.</summary>
    public required string Store { get; init; }
    /// <summary>The chapters, in order.</summary>
    public required IReadOnlyList<ChapterReport> Chapters { get; init; }
    /// <summary>What went wrong.</summary>
    public required IReadOnlyList<ProvisioningError> Errors { get; init; }
    /// <summary>PowerShell that looks at the store.</summary>
    public required IReadOnlyList<string> Look { get; init; }
    /// <summary>The journal, oldest line first.</summary>
    public required IReadOnlyList<JournalEntry> Journal { get; init; }
}
