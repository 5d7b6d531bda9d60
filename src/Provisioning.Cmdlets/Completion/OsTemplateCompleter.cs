using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>VMIDs of templates that packages name. The servers may have more, which Get-OsTemplate asks them for.</summary>
public sealed class OsTemplateCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Find(IProvisioningHost host, string word) =>
        from package in host.VmPackages.Find()
        where package.OsTemplate > 0
        group package by package.OsTemplate into template
        orderby template.Key
        let id = template.Key.ToString(CultureInfo.InvariantCulture)
        where Completions.Begins(id, word)
        select Completions.Of(id, tooltip: $"{id} on {string.Join(", ", template.Select(p => p.Server).Distinct())}, in {string.Join(", ", template.Select(p => p.Name))}");
}
