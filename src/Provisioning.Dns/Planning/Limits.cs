namespace Provisioning.Dns;

/// <summary>How much of a zone may change without anyone saying so: a store that lost its memory must not take a zone with it.</summary>
internal static class Limits
{
    private const int FewEnough = 10;
    private const double Share = 0.3;

    /// <summary>Why a plan is too much; null when it is not.</summary>
    public static ProvisioningError? Exceeded(DnsZone zone, IReadOnlyList<PlannedRecord> plan, int owned)
    {
        if (owned < FewEnough) return null;
        var deletes = plan.Count(planned => planned is { Wire: not null, Owned: not null, Change.Action: DnsAction.Delete });
        var updates = plan.Count(planned => planned is { Wire: not null, Owned: not null, Change.Action: DnsAction.Update });
        if (deletes <= owned * Share && updates <= owned * Share) return null;
        return new ProvisioningError(ErrorIds.DnsTooManyChanges, ErrorKind.Unsafe,
            $"{deletes} of our {owned} records in zone {zone.Name} at {zone.Provider} {zone.Endpoint} would be deleted and {updates} changed, and more than 30 % are not without being told so; " +
            $"look at Get-DnsPlan -Zone {zone.Name} and, if that is meant, run Sync-DnsRecord -Zone {zone.Name} -Force.", zone.Name);
    }

    /// <summary>What is withheld while it is too much: what makes something new is not.</summary>
    public static bool Withholds(PlannedRecord planned) => planned is { Wire: not null, Change.Action: DnsAction.Delete or DnsAction.Update };
}
