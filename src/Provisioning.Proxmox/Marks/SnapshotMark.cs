using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Proxmox;

/// <summary>
/// The line in a snapshot's description that tells it from others': only what carries it counts towards a quota and is ever removed unnamed.
/// It names the operation too, so that a snapshot whose request got no answer is found again.
/// </summary>
/// <param name="Store">The store that keeps the service.</param>
/// <param name="Service">The service.</param>
/// <param name="Operation">The operation that took it.</param>
/// <param name="IsScheduled">Whether a schedule asked for it.</param>
/// <param name="Password">Which of the service's passwords its configuration holds; 0 is not known.</param>
internal sealed partial record SnapshotMark(Guid Store, long Service, long Operation, bool IsScheduled, int Password = 0)
{
    /// <summary>A description with words for people and the mark.</summary>
    public string Description(string? note) => string.IsNullOrWhiteSpace(note) ? ToString() : $"{note.Trim()}\n\n{this}";

    /// <summary>The mark in a description; null when there is none, or two that differ.</summary>
    public static SnapshotMark? In(string? description)
    {
        SnapshotMark? mark = null;
        foreach (Match match in Line().Matches(description ?? ""))
        {
            if (!Guid.TryParse(match.Groups["store"].ValueSpan, out var store)
                || !long.TryParse(match.Groups["service"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var service)
                || !long.TryParse(match.Groups["operation"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var operation)) return null;
            var password = int.TryParse(match.Groups["password"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            var found = new SnapshotMark(store, service, operation, match.Groups["scheduled"].Success, password);
            if (mark is not null && mark != found) return null;
            mark = found;
        }
        return mark;
    }

    /// <summary>A description without the mark; null when nothing else is in it.</summary>
    public static string? NoteIn(string? description) => Line().Replace(description ?? "", "").Trim() is { Length: > 0 } note ? note : null;

    /// <summary>The line that is read back.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"provisioning-snapshot: store={Store:D} service={Service} operation={Operation} password={Password}{(IsScheduled ? " scheduled" : "")}");

    [GeneratedRegex(@"provisioning-snapshot:\s*store=(?<store>[0-9a-f-]{36})\s+service=(?<service>[0-9]{1,19})\s+operation=(?<operation>[0-9]{1,19})(?:\s+password=(?<password>[0-9]{1,9}))?(?<scheduled>\s+scheduled)?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
