namespace PowerShellDouble;

/// <summary>A pipeline at work on a thread of its own.</summary>
public sealed class RunningPipeline
{
    private readonly PipelineProcessor _processor;

    internal RunningPipeline(PipelineProcessor processor)
    {
        _processor = processor;
        // The context flows, so that what a test arranged for its own flow holds here too.
        Completion = Task.Factory.StartNew(processor.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The result, once there is one.</summary>
    public Task<PipelineResult> Completion { get; }

    /// <summary>Completes when the first object has come out.</summary>
    public Task<object?> FirstOutput => _processor.FirstOutput;

    /// <summary>Completes when the first cmdlet has begun to work.</summary>
    public Task Working => _processor.Working;

    /// <summary>Stops it as Ctrl+C does: from another thread, while the cmdlet is at work.</summary>
    public void Stop() => _processor.Stop();
}
