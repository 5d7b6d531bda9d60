using Provisioning.Engine;

namespace Provisioning.Dns;

/// <content>How zones and services stand when a round is over.</content>
internal sealed partial class DnsRun
{
    /// <summary>Writes down how the zones stand: what failed rests, longer each time, together with all that its provider serves if that is what failed.</summary>
    private void Conclude(IReadOnlyList<ZoneWork> works, DnsTask task)
    {
        var lines = new List<JournalEntry>();
        store.Write(Durability.Normal, writer =>
        {
            var failed = new HashSet<long>();
            foreach (var work in works)
            {
                if (writer.DnsZone(work.Zone.Id) is not { } zone) continue;
                if (work.Failure is { } failure) Fail(writer, work, zone, failure, failed, lines, tellServices: task.ServiceIds is not null);
                else Succeed(writer, work, zone, task.IsWhole, lines);
            }
            writer.AddJournal(lines);
        });
        _result.Lines.AddRange(lines);
    }

    private void Fail(IStateWriter writer, ZoneWork work, DnsZone zone, ProvisioningError failure, HashSet<long> failed, List<JournalEntry> lines, bool tellServices)
    {
        _result.Add(failure, ofZone: true);
        if (failure.Id is ErrorIds.LeaseLost or ErrorIds.DnsZoneBusy)
        {
            PutOff(work, Now + TimeSpan.FromSeconds(1));
            return;
        }
        if (!failed.Contains(zone.Id))
        {
            var rest = Math.Min(options.FirstRest.TotalSeconds * Math.Pow(2, Math.Clamp(zone.Failures, 0, 20)), options.LongestRest.TotalSeconds);
            if (failure.RetryAfter is { } asked && asked.TotalSeconds > rest) rest = asked.TotalSeconds;
            zone = zone with { Failures = zone.Failures + 1, RestsUntil = Now + TimeSpan.FromSeconds(rest) };
            foreach (var each in ConcernsProvider(failure) ? Zones(writer, zone) : [zone])
            {
                writer.SaveDnsZone(each with { Failures = zone.Failures, UnreachableSince = each.UnreachableSince ?? Now, RestsUntil = zone.RestsUntil, LastError = failure });
                failed.Add(each.Id);
            }
        }
        PutOff(work, zone.RestsUntil ?? Now);
        if (!tellServices) return;
        // A dead provider is one trouble, however many of its zones wait.
        var place = ConcernsProvider(failure) ? Zones(writer, zone).Min(other => other.Id) : zone.Id;
        foreach (var service in work.Services)
            if (writer.NoteDnsTrouble(service, place, "", "", failure.Id, Now))
                lines.Add(Line(service, JournalEvent.Failed, $"{failure.Message} DNS is tried again; the service itself is not held up.", failure.Id));
    }

    private static IEnumerable<DnsZone> Zones(IStateReader reader, DnsZone zone) => reader.DnsZones().Where(other => other.Provider == zone.Provider && other.Endpoint == zone.Endpoint);

    private void Succeed(IStateWriter writer, ZoneWork work, DnsZone zone, bool whole, List<JournalEntry> lines)
    {
        if (zone.Failures > 0 || zone.UnreachableSince is not null)
            foreach (var each in Zones(writer, zone))
            {
                writer.ForgetDnsTroubles(each.Id);
                // The provider is back for all of its zones, also for those that nobody waits for.
                if (each.Id != zone.Id && each.LastError is { } error && ConcernsProvider(error))
                    writer.SaveDnsZone(each with { Failures = 0, UnreachableSince = null, RestsUntil = null, LastError = null });
            }
        var after = zone with { Failures = 0, UnreachableSince = null, RestsUntil = null, LastError = work.Withheld };
        if (whole) after = after with { CheckedAt = Now, CheckDueAt = Now + zone.RepairEvery };
        if (after != zone) writer.SaveDnsZone(after);
        if (work.Withheld is not { } withheld) return;
        _result.Add(withheld, ofZone: true);
        foreach (var service in work.Plan.Where(Limits.Withholds).Select(planned => planned.Change.ServiceId).OfType<long>().Distinct())
        {
            _result.PutOff(service, Now + options.Withheld);
            // One line says it; a thousand would bury the rest.
            if (lines.Count < 100 && writer.NoteDnsTrouble(service, zone.Id, "", "limit", withheld.Id, Now)) lines.Add(Line(service, JournalEvent.Failed, withheld.Message, withheld.Id));
        }
    }

    /// <summary>Clears the marks of what is in step and puts off the others; what is not in step without a mark gets one.</summary>
    private void SettleMarks(IReadOnlyList<DnsMark> marks)
    {
        if (marks.Count == 0 && _result.TryAgain.Count == 0) return;
        store.Write(Durability.Normal, writer =>
        {
            var earliest = Now + TimeSpan.FromSeconds(1);
            var open = new Dictionary<long, DateTimeOffset>(_result.TryAgain);
            foreach (var mark in marks)
                if (open.Remove(mark.ServiceId, out var until)) writer.PostponeDnsMark(mark.Mark, until > earliest ? until : earliest);
                else writer.ClearDnsMark(mark.Mark);
            if (open.Count == 0) return;
            var marked = writer.DueDnsMarks(DateTimeOffset.MaxValue, open.Keys, int.MaxValue).Select(mark => mark.ServiceId).ToHashSet();
            writer.MarkDns([.. open.Keys.Where(id => !marked.Contains(id))]);
            foreach (var mark in writer.DueDnsMarks(DateTimeOffset.MaxValue, open.Keys, int.MaxValue))
                if (!marked.Contains(mark.ServiceId)) writer.PostponeDnsMark(mark.Mark, open[mark.ServiceId] > earliest ? open[mark.ServiceId] : earliest);
        });
    }
}
