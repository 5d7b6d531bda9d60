using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Gives suspended services back: what is off is started.</summary>
[Cmdlet(VerbsLifecycle.Resume, "Service", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisionedService))]
public sealed class ResumeServiceCommand : ResumptionCmdlet;
