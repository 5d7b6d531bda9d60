using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Proxmox;

/// <summary>
/// The end of a backup's notes that tells it from others': only what carries it counts towards a quota and is ever removed unnamed. Storages
/// show the first line of notes alone, so it is short and stands in that line. It names the operation, so that a backup whose request got no
/// answer is found again.
/// </summary>
/// <param name="Store">The first half of the store's identity.</param>
/// <param name="Service">The service.</param>
/// <param name="Operation">The operation that made it.</param>
/// <param name="IsScheduled">Whether a schedule asked for it.</param>
internal sealed partial record BackupMark(string Store, long Service, long Operation, bool IsScheduled)
{
    public BackupMark(Guid store, long service, long operation, bool isScheduled) : this(Short(store), service, operation, isScheduled) { }

    /// <summary>Whether a store's service made it.</summary>
    public bool IsOf(Guid store, long service) => Service == service && string.Equals(Store, Short(store), StringComparison.OrdinalIgnoreCase);

    /// <summary>Notes with words for people and the mark.</summary>
    public string Notes(string? note) => string.IsNullOrWhiteSpace(note) ? ToString() : $"{note.Trim()} {this}";

    /// <summary>The mark in notes; of several the last one counts, since it is the one that was put behind the others.</summary>
    public static BackupMark? In(string? notes)
    {
        var matches = Ending().Matches(notes ?? "");
        return matches.Count > 0 && matches[^1] is var match
            && long.TryParse(match.Groups["service"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var service)
            && long.TryParse(match.Groups["operation"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var operation)
            ? new BackupMark(match.Groups["store"].Value, service, operation, match.Groups["scheduled"].Success)
            : null;
    }

    /// <summary>Notes without the mark; null when nothing else is in them.</summary>
    public static string? NoteIn(string? notes) => Ending().Replace(notes ?? "", "").Trim() is { Length: > 0 } note ? note : null;

    /// <summary>The text that is read back.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[provisioning {Store}/{Service}/{Operation}{(IsScheduled ? " scheduled" : "")}]");

    private static string Short(Guid store) => store.ToString("N")[..16];

    [GeneratedRegex(@"\[provisioning (?<store>[0-9a-f]{16})/(?<service>[0-9]{1,19})/(?<operation>[0-9]{1,19})(?<scheduled> scheduled)?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Ending();
}
