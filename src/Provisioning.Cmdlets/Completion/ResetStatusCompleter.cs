using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Provisioning.Commands;

/// <summary>The local statuses that an admin may put a virtual machine to, in the order in which a machine goes through them.</summary>
public sealed class ResetStatusCompleter : IArgumentCompleter
{
    private static readonly string[] EndsOfTheRoad = [VmStatus.Terminate, VmStatus.Terminated];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        VmStatus.All.Except(EndsOfTheRoad).Where(s => Completions.Begins(s, Completions.Bare(wordToComplete))).Select(s => Completions.Of(s));
}
