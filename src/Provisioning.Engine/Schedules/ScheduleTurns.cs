using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provisioning.Engine;

/// <summary>
/// Turns schedules that are due into requests. The request and the next due time are one transaction, so a run is asked for once, whichever
/// of many ticks gets there first, and runs that were missed while nobody ticked are made up for by one. A run that can't be asked for is
/// left out and told in the service's journal; the operation itself looks whether there is anything to do.
/// </summary>
internal sealed class ScheduleTurns(IStateStore store, OperationRequests requests, IReadOnlyDictionary<string, IServiceDriver> drivers, TimeProvider clock, EngineOptions options)
{
    private const int AtATime = 100;

    /// <summary>Name of the argument that tells an operation the day it was scheduled for.</summary>
    public const string DayArgument = "scheduledFor";

    /// <summary>Asks for everything that is due.</summary>
    /// <param name="serviceIds">Of these services only; null is all.</param>
    /// <param name="goOn">Asked before each portion.</param>
    /// <param name="report">Told of it.</param>
    public void Make(IReadOnlyCollection<long>? serviceIds, Func<bool> goOn, TickReport report)
    {
        while (goOn())
        {
            var now = clock.GetUtcNow();
            var due = store.Read(reader => reader.DueSchedules(now, serviceIds, AtATime));
            if (due.Count == 0) return;
            var lines = new List<JournalEntry>();
            store.Write(Durability.Full, writer =>
            {
                lines.Clear();
                foreach (var row in due)
                    if (writer.Schedule(row.ServiceId, row.Name) is { NextAt: { } at } still && at <= now) Take(writer, still, now, lines);
            });
            report.Told(lines);
            if (due.Count < AtATime) return;
        }
    }

    /// <summary>What would be asked for.</summary>
    public IReadOnlyList<TickPreview> Preview(IReadOnlyCollection<long>? serviceIds, int limit) => store.Read(reader =>
    {
        var now = clock.GetUtcNow();
        return reader.DueSchedules(now, serviceIds, limit).Select(row => (Row: row, Service: reader.Service(row.ServiceId))).Where(due => due.Service is not null)
            .Select(due => new TickPreview(due.Row.ServiceId, due.Service!.HostName, due.Row.Operation, "", due.Service.LocalStatus, due.Row.NextAt!.Value, null)
            {
                Reason = due.Row.IsWeekly ? What(due.Row, now) : "it looks by itself whether there is anything to do",
                Origin = OperationOrigin.Schedule,
            }).ToList();
    });

    private void Take(IStateWriter writer, ScheduleRow row, DateTimeOffset now, List<JournalEntry> lines)
    {
        if (writer.Service(row.ServiceId) is not { Status: not ServiceStatus.Terminated } service)
        {
            writer.DeleteSchedules(row.ServiceId, null);
            return;
        }
        string outcome;
        WeeklyTimes? times = null;
        try
        {
            (times, var trouble) = TimesOf(row);
            if ((trouble ?? Obstacle(writer, row, service)) is { } why) outcome = LeftOut(writer, row, service, now, why, lines);
            else
            {
                // What goes wrong in here leaves nothing behind, and the others of this portion have their turn.
                TakenRequest? taken = null;
                writer.Attempt(() => taken = requests.Take(writer, row.ServiceId, row.Operation, Arguments(row, times, now), What(row, now), OperationOrigin.Schedule));
                lines.AddRange(taken!.Lines);
                outcome = $"operation {taken.Id.ToString(CultureInfo.InvariantCulture)}";
            }
        }
        catch (ProvisioningException refused) when (refused.Error.Kind != ErrorKind.Store)
        {
            outcome = LeftOut(writer, row, service, now, refused.Error.Message, lines);
        }
        catch (Exception damaged) when (damaged is JsonException or FormatException or ArgumentException)
        {
            outcome = LeftOut(writer, row, service, now, $"the schedule can't be read ({damaged.Message}); set it again", lines);
        }
        writer.SaveSchedule(row with { NextAt = times?.NextAfter(now), LastAt = row.NextAt, LastOutcome = outcome });
    }

    private static (WeeklyTimes? Times, string? Trouble) TimesOf(ScheduleRow row)
    {
        if (!row.IsWeekly) return (null, null);
        try
        {
            return (new WeeklyTimes(WeeklyTimes.Read(row.Times), row.TimeZone), null);
        }
        catch (ProvisioningException unknown)
        {
            // Times in a zone that this machine has no data of: UTC keeps the schedule alive until somebody mends it.
            return (new WeeklyTimes(WeeklyTimes.Read(row.Times), "UTC"), unknown.Error.Message);
        }
    }

    private string? Obstacle(IStateReader reader, ScheduleRow row, ServiceRow service)
    {
        if (row.IsWeekly && service.Status != ServiceStatus.Active) return $"the service is {service.Status}";
        var steps = drivers.GetValueOrDefault(service.Kind)?.Operations.ContainsKey(row.Operation) is true;
        if (!steps) return $"nothing here can carry out {row.Operation} for a {service.Kind}";
        var open = reader.OperationPage(row.ServiceId, false, null, 0, int.MaxValue)
            .FirstOrDefault(operation => operation.Name == row.Operation && operation.State is not (OperationState.Stopped or OperationState.Succeeded or OperationState.Cancelled));
        return open is null ? null : $"operation {open.Id.ToString(CultureInfo.InvariantCulture)} ({open.Name}) has not ended yet{(open.WaitingFor is { } what ? $" ({what})" : "")}";
    }

    private string LeftOut(IStateWriter writer, ScheduleRow row, ServiceRow service, DateTimeOffset now, string why, List<JournalEntry> lines)
    {
        var line = new JournalEntry
        {
            At = now, Event = JournalEvent.Note, ServiceId = row.ServiceId, Operation = row.Operation, From = service.LocalStatus,
            Message = $"{What(row, now)} is left out: {why}", Worker = options.Worker,
        };
        writer.AddJournal([line]);
        lines.Add(line);
        return "left out: " + why;
    }

    private static string What(ScheduleRow row, DateTimeOffset now) => !row.IsWeekly ? row.Operation : string.Create(CultureInfo.InvariantCulture,
        $"Scheduled {row.Operation} of {row.NextAt:yyyy-MM-dd HH:mm} UTC{(now - row.NextAt > TimeSpan.FromHours(1) ? ", late" : "")}");

    private static string Arguments(ScheduleRow row, WeeklyTimes? times, DateTimeOffset now)
    {
        if (times is null) return row.Arguments;
        var arguments = JsonNode.Parse(row.Arguments)!.AsObject();
        arguments[DayArgument] = times.DayOf(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        arguments["timeZone"] = times.Zone;
        return arguments.ToJsonString();
    }
}
