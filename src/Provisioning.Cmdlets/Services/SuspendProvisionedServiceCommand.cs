using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Holds services back: what runs is switched off and stays off.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "ProvisionedService", SupportsShouldProcess = true, DefaultParameterSetName = Graceful)]
[OutputType(typeof(ProvisionedService))]
public sealed class SuspendProvisionedServiceCommand : SuspensionCmdlet;
