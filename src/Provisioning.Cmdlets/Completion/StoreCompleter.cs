using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Provisioning.Loading;

namespace Provisioning.Commands;

/// <summary>
/// Completes what is known in the store. It asks no server, makes no store, and when anything is in the way it has nothing to
/// offer: a completion that complains, or that makes the console wait, is worse than none.
/// </summary>
public abstract class StoreCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private const int Most = 200;

    /// <summary>What fits, in the order of the store.</summary>
    /// <param name="host">The open store.</param>
    /// <param name="word">What was typed so far, without quotes.</param>
    private protected abstract IEnumerable<CompletionResult> Find(IProvisioningHost host, string word);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var options = new HostOptions { StatePath = Resolve(fakeBoundParameters?[nameof(ProvisioningCmdlet.StatePath)]?.ToString()), CreateIfMissing = false };
            var word = Completions.Bare(wordToComplete);
            var search = Task.Run<IReadOnlyList<CompletionResult>>(() => Search(options, word));
            return search.Wait(Patience) ? search.Result : [];
        }
        catch (Exception)
        {
            return [];
        }
    }

    private List<CompletionResult> Search(HostOptions options, string word)
    {
        if (!HostFactory.Current.Locate(options).Exists)
            return [];

        using var lease = HostProvider.Lease(options);
        return Find(lease.Host, word).Take(Most).ToList();
    }

    private static string? Resolve(string? path) => path is null || Path.IsPathFullyQualified(path)
        ? path
        : FromHere(path);

    private static string FromHere(string path) =>
        Runspace.DefaultRunspace.SessionStateProxy.Path.GetUnresolvedProviderPathFromPSPath(path);
}
