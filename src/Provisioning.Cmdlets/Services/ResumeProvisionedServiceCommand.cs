using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Gives suspended services back: what is off is started.</summary>
[Cmdlet(VerbsLifecycle.Resume, "ProvisionedService", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisionedService))]
public sealed class ResumeProvisionedServiceCommand : ResumptionCmdlet;
