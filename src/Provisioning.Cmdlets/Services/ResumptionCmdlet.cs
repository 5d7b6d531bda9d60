namespace Provisioning.Commands;

/// <summary>Gives suspended services back, under either name.</summary>
public abstract class ResumptionCmdlet : NamesakeCmdlet
{
    private protected override string Operation => "Resume";

    private protected override string Action => "Resume service";

    private protected override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        new(host.Services.Resume(service.Id));
}
