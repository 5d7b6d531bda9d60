using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>
/// What all cmdlets share that ask for something to be done to services: which ones, one question for each, and a refusal that is the
/// item's own, so that the next has its turn. The request is only queued; what it writes can be piped into Wait-ProvisionedService.
/// </summary>
public abstract class ServiceActionCmdlet : ProvisioningCmdlet
{
    /// <summary>Services: numbers, or objects that belong to one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("ServiceId")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public virtual ServiceIdentity[] Id { get; set; } = [];

    /// <summary>What is done, as the caller is asked: "Suspend service".</summary>
    private protected abstract string Action { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var identity in Id)
        {
            if (Number(identity) is { } id && TryCall(id, host => host.Services.Get(id), out var service))
                Ask(identity, service);
        }
    }

    /// <summary>The service that is meant; null once its refusal is written.</summary>
    private protected virtual long? Number(ServiceIdentity identity)
    {
        if (identity.Id is null)
            WriteError(ErrorRecords.Of(identity.Refusal().AsException()));
        return identity.Id;
    }

    /// <summary>Takes in what one service brought along, before the caller is asked. What it throws is written as the service's error.</summary>
    /// <param name="identity">What was bound.</param>
    /// <param name="service">The service as it stands now.</param>
    private protected virtual void Prepare(ServiceIdentity identity, ProvisionedService service)
    {
    }

    /// <summary>What is done to this very service, where that says more than <see cref="Action"/>.</summary>
    private protected virtual string Describe(ProvisionedService service) => Action;

    /// <summary>Asks the host to do it.</summary>
    /// <returns>What is written; a list is written one by one, null not at all.</returns>
    /// <exception cref="ProvisioningException">Why it is refused for this service.</exception>
    private protected abstract ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation);

    /// <summary>Finds out under -WhatIf, as far as that changes nothing, why it would be refused.</summary>
    /// <exception cref="ProvisioningException">Why it would be refused for this service.</exception>
    private protected virtual ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) => default;

    /// <summary>Writes what came of it, on the pipeline's thread.</summary>
    private protected virtual void Write(object outcome) => WriteObject(outcome, enumerateCollection: true);

    /// <summary>For <see cref="CheckAsync"/> where our records alone decide.</summary>
    private protected static ValueTask Demand(IProvisioningHost host, ProvisionedService service, string operation) =>
        host.Services.WouldRefuse(service.Id, operation) is { } refused ? throw refused.AsException() : default;

    private void Ask(ServiceIdentity identity, ProvisionedService service)
    {
        try
        {
            Prepare(identity, service);
        }
        catch (ProvisioningException e)
        {
            WriteError(ErrorRecords.Of(e, service.Id));
            return;
        }

        if (Proceed(Name(service), Describe(service), out var isWhatIf))
        {
            Pump(service.Id, async (host, pump, cancellation) =>
            {
                if (await ActAsync(host, service, cancellation) is { } outcome)
                    pump.Post(() => Write(outcome));
            });
        }
        else if (isWhatIf)
        {
            Pump(service.Id, async (host, _, cancellation) => await CheckAsync(host, service, cancellation));
        }
    }

    /// <summary>Number, name and where it lies: whoever says yes must see what to.</summary>
    private static string Name(ProvisionedService service)
    {
        var machine = service.VmId is { } vmId ? $"VM {vmId.ToString(CultureInfo.InvariantCulture)}" : service.RemoteId;
        return $"{service.Id.ToString(CultureInfo.InvariantCulture)} {service.Fqdn} ({(machine is null ? service.Server : $"{machine} on {service.Server}")})";
    }
}
