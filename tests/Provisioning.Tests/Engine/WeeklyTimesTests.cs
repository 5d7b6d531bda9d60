using System.Globalization;
using Provisioning.Engine;

namespace Provisioning.Tests.Engine;

/// <summary>When a weekly time comes next, over the ends of days, weeks and summer time.</summary>
public sealed class WeeklyTimesTests
{
    [Theory]
    // A Friday noon in Riga (UTC+2 in winter).
    [InlineData("Friday=13:00", "Europe/Riga", "2026-01-09T10:00:00Z", "2026-01-09T11:00:00Z")]
    [InlineData("Friday=12:00", "Europe/Riga", "2026-01-09T10:00:00Z", "2026-01-16T10:00:00Z")]
    [InlineData("Saturday=00:30", "Europe/Riga", "2026-01-09T22:15:00Z", "2026-01-09T22:30:00Z")]
    [InlineData("Monday=03:00 Friday=03:00", "UTC", "2026-01-05T03:00:00Z", "2026-01-09T03:00:00Z")]
    // 2026-03-29: at 03:00 local time the clocks go to 04:00.
    [InlineData("Sunday=03:30", "Europe/Riga", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z")]
    [InlineData("Sunday=05:00", "Europe/Riga", "2026-03-28T12:00:00Z", "2026-03-29T02:00:00Z")]
    // 2026-10-25: at 04:00 local time the clocks go back to 03:00, so 03:30 comes twice.
    [InlineData("Sunday=03:30", "Europe/Riga", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("Sunday=03:30", "Europe/Riga", "2026-10-25T00:30:00Z", "2026-11-01T01:30:00Z")]
    public void The_next_time_is_the_first_one_after(string times, string zone, string moment, string next) =>
        Assert.Equal(At(next), new WeeklyTimes(Times(times), zone).NextAfter(At(moment)));

    [Fact]
    public void Without_times_there_is_no_next() => Assert.Null(new WeeklyTimes(new Dictionary<DayOfWeek, TimeOnly>(), "UTC").NextAfter(DateTimeOffset.UnixEpoch));

    [Fact]
    public void The_day_is_the_zones() => Assert.Equal(new DateOnly(2026, 1, 10), new WeeklyTimes(Times("Friday=03:00"), "Europe/Riga").DayOf(At("2026-01-09T22:30:00Z")));

    [Fact]
    public void Times_are_read_as_they_were_written()
    {
        var times = Times("Monday=03:00 Sunday=23:59");
        Assert.Equal(times, WeeklyTimes.Read(WeeklyTimes.Write(times)));
        Assert.Empty(WeeklyTimes.Read("{}"));
    }

    [Fact]
    public void An_unknown_zone_is_refused() => Assert.Equal(ErrorIds.InvalidValue, Assert.Throws<ProvisioningException>(() => new WeeklyTimes(Times("Monday=03:00"), "Nowhere")).Error.Id);

    [Fact]
    public void This_machines_zone_has_a_name_that_others_know() => Assert.NotNull(TimeZoneInfo.FindSystemTimeZoneById(WeeklyTimes.LocalZone));

    private static SortedDictionary<DayOfWeek, TimeOnly> Times(string text) =>
        new(text.Split(' ').Select(part => part.Split('=')).ToDictionary(part => Enum.Parse<DayOfWeek>(part[0]), part => TimeOnly.Parse(part[1], CultureInfo.InvariantCulture)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
