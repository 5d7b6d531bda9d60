using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Provisioning.Commands;

/// <summary>The local statuses of virtual machines, in the order in which a machine goes through them.</summary>
public sealed class LocalStatusCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        VmStatus.All.Where(s => Completions.Begins(s, Completions.Bare(wordToComplete))).Select(s => Completions.Of(s));
}
