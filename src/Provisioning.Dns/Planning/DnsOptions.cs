namespace Provisioning.Dns;

/// <summary>Measures of DNS work. Tests shorten none of them: they move the clock.</summary>
public sealed record DnsOptions
{
    /// <summary>How long the sole right to write a zone holds unless renewed: the time for which a dead writer's zone lies still.</summary>
    public TimeSpan ZoneLease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a zone that somebody else writes is asked for again.</summary>
    public TimeSpan BusyLook { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a zone is left alone after its first failure; it doubles.</summary>
    public TimeSpan FirstRest { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest rest.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>When what only a person can mend is looked at again.</summary>
    public TimeSpan Withheld { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many services one pass of a tick takes together.</summary>
    public int ServicesAtOnce { get; init; } = 5000;

    /// <summary>How many zones one pass of a tick compares as a whole.</summary>
    public int ZonesAtOnce { get; init; } = 4;

    /// <summary>How many record sets are written between two notes in the store.</summary>
    public int WrittenAtOnce { get; init; } = 2500;
}
