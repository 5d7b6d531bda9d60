using System.Management.Automation;

namespace PowerShellDouble;

/// <summary>Walks objects through the cmdlets on one thread, and turns whatever ends the walk into a result.</summary>
internal sealed class PipelineProcessor
{
    private readonly List<CommandProcessor> _commands = [];
    private readonly object?[]? _input;
    private readonly int _first;
    private readonly TaskCompletionSource<object?> _firstOutput = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _working = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PipelineProcessor(
        IReadOnlyList<(Type Cmdlet, IReadOnlyDictionary<string, object?> Parameters)> commands, object?[]? input, int first,
        SessionState session, Func<Question, bool>? answer)
    {
        (_input, _first) = (input, first);
        Action<object?> next = Collect;
        foreach (var (position, command) in commands.Index().Reverse())
        {
            var processor = new CommandProcessor(command.Cmdlet, command.Parameters, this, session, answer, next);
            processor.Place(position + 1, commands.Count, expectingInput: position > 0 || input is not null);
            _commands.Insert(0, processor);
            next = processor.Take;
        }
    }

    public PipelineResult Result { get; } = new();

    public Task<object?> FirstOutput => _firstOutput.Task;

    public Task Working => _working.Task;

    public int Thread { get; private set; }

    public bool Stopping { get; private set; }

    public PipelineResult Run()
    {
        Thread = Environment.CurrentManagedThreadId;
        try
        {
            Walk();
        }
        catch (EnoughException)
        {
            // What is downstream of nothing has nothing left to do: -First stands at the end here.
        }
        catch (Exception) when (Stopping)
        {
            Result.Stopped = true;
        }
        catch (TerminatingException e)
        {
            Result.TerminatingError = e.Record;
        }
        finally
        {
            Result.Stopped |= Stopping;
            Result.ParameterSets.AddRange(_commands.Select(c => c.ParameterSet));
            _commands.ForEach(c => c.Dispose());
            _working.TrySetResult();
            _firstOutput.TrySetCanceled();
        }

        return Result;
    }

    public void Stop()
    {
        Stopping = true;
        _commands.ForEach(c => c.Stop());
    }

    private void Walk()
    {
        foreach (var command in _commands)
        {
            command.Begin();
        }

        _working.TrySetResult();
        if (_input is null)
        {
            _commands[0].ProcessWithoutInput();
        }

        foreach (var item in _input ?? [])
        {
            _commands[0].Take(item);
        }

        foreach (var command in _commands)
        {
            command.End();
        }
    }

    private void Collect(object? item)
    {
        Result.Output.Add(item);
        _firstOutput.TrySetResult(item);
        if (Result.Output.Count >= _first)
        {
            throw new EnoughException();
        }
    }
}

/// <summary>Unwinds the cmdlets that write more than anyone wants.</summary>
internal sealed class EnoughException : Exception;

/// <summary>Carries the error that ends a pipeline past the cmdlets.</summary>
internal sealed class TerminatingException(ErrorRecord record) : RuntimeException(record.ToString(), record.Exception, record)
{
    public ErrorRecord Record { get; } = record;
}
