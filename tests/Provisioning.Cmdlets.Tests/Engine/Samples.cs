using System.Management.Automation;

namespace Provisioning.Cmdlets.Tests.Engine;

public enum SampleColor
{
    Red,
    Green,
}

public sealed record SampleItem(int Id, string Color);

[Cmdlet(VerbsCommon.Set, "Sample", DefaultParameterSetName = "ById", SupportsShouldProcess = true)]
[OutputType(typeof(string))]
public sealed class SetSampleCommand : PSCmdlet, IDisposable
{
    public static readonly AsyncLocal<List<string>?> Trace = new();
    private readonly List<string>? _trace = Trace.Value;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "ById")]
    [Alias("VmId")]
    [ValidateRange(1, 999)]
    public int[] Id { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "ByName")]
    [ValidatePattern("^[a-z]+$")]
    public string? Name { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SampleColor Color { get; set; } = SampleColor.Green;

    [Parameter]
    public SwitchParameter Force { get; set; }

    public void Dispose() => _trace?.Add("dispose");

    protected override void BeginProcessing() => _trace?.Add("begin");

    protected override void ProcessRecord()
    {
        foreach (var id in Id)
        {
            if (id == 13)
            {
                WriteError(new(new InvalidOperationException("unlucky"), "Unlucky", ErrorCategory.InvalidData, id));
                continue;
            }

            if (id == 666)
            {
                ThrowTerminatingError(new(new InvalidOperationException("evil"), "Evil", ErrorCategory.InvalidArgument, id));
            }

            if (ShouldProcess($"{id}", "set"))
            {
                WriteObject($"{ParameterSetName} {id} {Color} {Force}");
            }
        }

        if (ParameterSetName == "ByName")
        {
            WriteObject(Name);
        }
    }

    protected override void EndProcessing() => _trace?.Add("end");
}

[Cmdlet(VerbsCommon.Remove, "Sample", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveSampleCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public string? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        if (ShouldProcess(InputObject!, "remove"))
        {
            WriteObject($"removed {InputObject}");
        }
    }
}

/// <summary>Writes one object and then waits until it is stopped.</summary>
[Cmdlet(VerbsLifecycle.Wait, "Sample")]
public sealed class WaitSampleCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    protected override void EndProcessing()
    {
        WriteObject("waiting");
        Task.Delay(Timeout.Infinite, _stop.Token).GetAwaiter().GetResult();
    }

    protected override void StopProcessing() => _stop.Cancel();
}

[Cmdlet(VerbsDiagnostic.Test, "Sample")]
public sealed class TestSampleCommand : PSCmdlet
{
    [Parameter]
    public string Fault { get; set; } = "";

    protected override void ProcessRecord()
    {
        switch (Fault)
        {
            case "throw":
                throw new TimeoutException("too late");
            case "thread":
                Task.Factory.StartNew(() => WriteObject(1), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).GetAwaiter().GetResult();
                break;
            case "paths":
                WriteObject(GetUnresolvedProviderPathFromPSPath("sub/file.db"));
                break;
            default:
                for (var i = 0; ; i++)
                {
                    WriteObject(i);
                }
        }
    }
}
