namespace Provisioning.Dns;

/// <summary>What a run came to.</summary>
internal sealed class DnsRunResult
{
    /// <summary>Record sets written.</summary>
    public int Written { get; set; }
    /// <summary>Record sets that were as they should be.</summary>
    public int Kept { get; set; }
    /// <summary>What did not work, once each.</summary>
    public List<ProvisioningError> Errors { get; } = [];
    /// <summary>Those of them that concern a zone as a whole and so come with no record set.</summary>
    public List<ProvisioningError> ZoneErrors { get; } = [];
    /// <summary>Lines that the journal was told.</summary>
    public List<JournalEntry> Lines { get; } = [];
    /// <summary>Services that are not in step yet, with the time to try again.</summary>
    public Dictionary<long, DateTimeOffset> TryAgain { get; } = [];
    /// <summary>Zones that somebody else writes.</summary>
    public HashSet<long> Busy { get; } = [];

    /// <summary>Puts a service off, to the later of two times.</summary>
    public void PutOff(long serviceId, DateTimeOffset until)
    {
        if (!TryAgain.TryGetValue(serviceId, out var before) || before < until) TryAgain[serviceId] = until;
    }

    /// <summary>Keeps an error unless it is known.</summary>
    public void Add(ProvisioningError error, bool ofZone = false)
    {
        if (!Errors.Contains(error)) Errors.Add(error);
        if (ofZone && !ZoneErrors.Contains(error)) ZoneErrors.Add(error);
    }
}
