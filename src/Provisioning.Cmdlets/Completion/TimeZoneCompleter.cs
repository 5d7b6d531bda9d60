using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Provisioning.Commands;

/// <summary>The time zones that this machine knows.</summary>
public sealed class TimeZoneCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        TimeZoneInfo.GetSystemTimeZones().Where(zone => Completions.Begins(zone.Id, Completions.Bare(wordToComplete)))
            .OrderBy(zone => zone.Id, StringComparer.Ordinal).Select(zone => Completions.Of(zone.Id, tooltip: zone.DisplayName));
}
