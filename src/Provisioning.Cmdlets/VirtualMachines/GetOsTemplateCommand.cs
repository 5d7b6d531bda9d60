using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists the templates that machines can be made from.</summary>
[Cmdlet(VerbsCommon.Get, "OsTemplate")]
[OutputType(typeof(OsTemplate))]
public sealed class GetOsTemplateCommand : ProvisioningCmdlet
{
    /// <summary>Servers; wildcards allowed. Without it all Proxmox VE servers.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Server { get; set; }

    /// <summary>Only those that packages can use.</summary>
    [Parameter]
    public SwitchParameter Usable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var server in Server ?? [null!])
        {
            Pump(server, async (host, pump, cancellation) =>
            {
                await foreach (var finding in host.VmUpkeep.FindTemplatesAsync(server, cancellation))
                    pump.Post(() => Write(finding));
            });
        }
    }

    private void Write(ServerFinding<OsTemplate> finding)
    {
        if (finding.Error is { } error)
            WriteError(ErrorRecords.Of(error.AsException(), finding.Server));
        else if (!Usable || finding.Value!.Usable)
            WriteObject(finding.Value);
    }
}
