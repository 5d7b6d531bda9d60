using System.Text.Json.Serialization;

namespace Provisioning.Cli;

/// <summary>What became of the demonstration.</summary>
internal sealed record DemoReport
{
    /// <summary>Whether every order ended as it should.</summary>
    public required bool Success { get; init; }
    /// <summary>Time from the first order to the end of the last, in milliseconds.</summary>
    public required long ElapsedMs { get; init; }
    /// <summary>The store's file.</summary>
    public required string Store { get; init; }
    /// <summary>The services in the order of their numbers.</summary>
    public required IReadOnlyList<ServiceReport> Services { get; init; }
    /// <summary>Orders that were not taken, and what stopped services.</summary>
    public required IReadOnlyList<ProvisioningError> Errors { get; init; }
    /// <summary>PowerShell that looks at the store.</summary>
    public required IReadOnlyList<string> Look { get; init; }
    /// <summary>PowerShell that does the same.</summary>
    public required IReadOnlyList<string> Repeat { get; init; }
    /// <summary>The journal, oldest line first.</summary>
    public required IReadOnlyList<JournalEntry> Journal { get; init; }
}

/// <summary>What became of one service.</summary>
internal sealed record ServiceReport
{
    public required long Id { get; init; }
    public required string Kind { get; init; }
    public required ServiceStatus Status { get; init; }
    public required string LocalStatus { get; init; }
    [JsonPropertyName("vmid")]
    public required int? VmId { get; init; }
    public required string? Node { get; init; }
    public required string? Ip { get; init; }
    public required IReadOnlyList<string> IpAddresses { get; init; }
    [JsonPropertyName("hostname")]
    public required string HostName { get; init; }
    public required int Ticks { get; init; }
    /// <summary>Remote calls made for it, watching of tasks apart.</summary>
    public required int ApiCalls { get; init; }
    public required long ElapsedMs { get; init; }

    public static ServiceReport Of(DemoRow row) => new()
    {
        Id = row.Service.Id,
        Kind = row.Service.Kind,
        Status = row.Service.Status,
        LocalStatus = row.Service.LocalStatus,
        VmId = row.Service.VmId,
        Node = row.Service.Node,
        Ip = row.Ip,
        IpAddresses = row.Service.IpAddresses,
        HostName = row.Service.HostName,
        Ticks = row.Service.Ticks,
        ApiCalls = row.Service.RemoteCalls,
        ElapsedMs = (long)row.Elapsed.TotalMilliseconds,
    };
}
