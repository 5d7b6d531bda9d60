using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Terminates services: everything they have on the server is deleted, and what they held is given back.</summary>
[Cmdlet(VerbsCommon.Remove, "Service", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ProvisionedService))]
public sealed class RemoveServiceCommand : TerminationCmdlet;
