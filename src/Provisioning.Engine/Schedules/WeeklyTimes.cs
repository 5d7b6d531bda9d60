using System.Globalization;
using System.Text.Json;

namespace Provisioning.Engine;

/// <summary>
/// Times of day by weekday, in one time zone. A time that the clocks skip in spring is the moment they skip it; of a time that comes twice
/// in autumn the first one counts.
/// </summary>
public sealed class WeeklyTimes
{
    private readonly IReadOnlyDictionary<DayOfWeek, TimeOnly> _times;
    private readonly TimeZoneInfo _zone;

    /// <summary>These times in this zone.</summary>
    /// <exception cref="ProvisioningException">InvalidValue: the zone is not known here.</exception>
    public WeeklyTimes(IReadOnlyDictionary<DayOfWeek, TimeOnly> times, string zone) => (_times, _zone) = (times, ZoneOf(zone));

    /// <summary>The zone's name.</summary>
    public string Zone => _zone.Id;

    /// <summary>This machine's time zone by its IANA name.</summary>
    public static string LocalZone
    {
        get
        {
            var local = TimeZoneInfo.Local;
            if (local.HasIanaId) return local.Id;
            return TimeZoneInfo.TryConvertWindowsIdToIanaId(local.Id, out var iana) ? iana : "UTC";
        }
    }

    /// <summary>A time zone by its IANA or Windows name.</summary>
    /// <exception cref="ProvisioningException">InvalidValue.</exception>
    public static TimeZoneInfo ZoneOf(string name)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) return zone;
        throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"This machine knows no time zone '{name}'; give a name such as Europe/Riga, or UTC.", name);
    }

    /// <summary>The first of the times after a moment; null when there are none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset moment)
    {
        var today = DayOf(moment);
        // Today's time may be over, and then a whole week passes until its turn comes again.
        for (var days = 0; days <= 7; days++)
        {
            var day = today.AddDays(days);
            if (_times.TryGetValue(day.DayOfWeek, out var time) && At(day, time) is var at && at > moment) return at;
        }
        return null;
    }

    /// <summary>The day that it is there at a moment.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DayOf(moment, _zone);

    /// <summary>The day that it is in a zone at a moment.</summary>
    public static DateOnly DayOf(DateTimeOffset moment, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    /// <summary>The times as a schedule keeps them: <c>{"Monday":"03:00"}</c>.</summary>
    public static string Write(IReadOnlyDictionary<DayOfWeek, TimeOnly> times) => "{" + string.Join(',', times.OrderBy(time => time.Key)
        .Select(time => string.Create(CultureInfo.InvariantCulture, $"\"{time.Key}\":\"{time.Value:HH\\:mm}\""))) + "}";

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IReadOnlyDictionary<DayOfWeek, TimeOnly> Read(string json)
    {
        var times = new SortedDictionary<DayOfWeek, TimeOnly>();
        using var document = JsonDocument.Parse(json);
        foreach (var time in document.RootElement.EnumerateObject())
            times[Enum.Parse<DayOfWeek>(time.Name)] = TimeOnly.ParseExact(time.Value.GetString()!, "HH:mm", CultureInfo.InvariantCulture);
        return times;
    }

    private DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
