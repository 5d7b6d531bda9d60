using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Provisioning.Commands;

/// <summary>Options of an order, each as the hashtable to fill in.</summary>
public sealed class OptionNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = Completions.Bare(wordToComplete?.TrimStart('@', '{', ' '));
        return VmOption.All.Where(o => Completions.Begins(o, word))
            .Select(o => new CompletionResult($"@{{ '{o}' = 0 }}", o, CompletionResultType.ParameterValue, $"{o}: overrides the package, 0 included"));
    }
}
