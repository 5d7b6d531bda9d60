using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Provisioning.Commands;

/// <summary>Names of options.</summary>
public sealed class PlainOptionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        VmOption.All.Where(o => Completions.Begins(o, Completions.Bare(wordToComplete))).Select(o => Completions.Of(o));
}
