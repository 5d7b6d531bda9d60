using System.Management.Automation;
using PowerShellDouble.Binding;

namespace PowerShellDouble;

/// <summary>One cmdlet in a pipeline: its binding, its processing methods, its end.</summary>
internal sealed class CommandProcessor : IDisposable
{
    private readonly Cmdlet _cmdlet;
    private readonly CommandRuntime _runtime;
    private readonly ParameterBinder _binder;
    private readonly PipelineProcessor _pipeline;
    private readonly Queue<object?> _early = new();
    private bool _begun;

    public CommandProcessor(
        Type type, IReadOnlyDictionary<string, object?> parameters, PipelineProcessor pipeline, SessionState session,
        Func<Question, bool>? answer, Action<object?> write)
    {
        _pipeline = pipeline;
        _cmdlet = (Cmdlet)Activator.CreateInstance(type)!;
        if (_cmdlet is PSCmdlet ps)
        {
            ps.SessionState = session;
        }

        _binder = new(_cmdlet, parameters, new(session));
        _runtime = new(_cmdlet, pipeline, CommonParameters.Of(parameters), answer, write);
        _cmdlet.CommandRuntime = _runtime;
    }

    public string ParameterSet => (_cmdlet as PSCmdlet)?.ParameterSetName ?? ParameterAttribute.AllParameterSets;

    public void Place(int position, int length, bool expectingInput)
    {
        _binder.ExpectsInput = expectingInput;
        if (_cmdlet is PSCmdlet { MyInvocation: var invocation })
        {
            (invocation.PipelinePosition, invocation.PipelineLength, invocation.ExpectingInput) = (position, length, expectingInput);
        }
    }

    public void Begin()
    {
        Guarded(_binder.BindNamed);
        Guarded(_cmdlet.Begin);
        _begun = true;
        while (_early.TryDequeue(out var item))
        {
            Take(item);
        }
    }

    public void ProcessWithoutInput() => Guarded(_cmdlet.Process);

    /// <summary>Processes one piped object. What cannot be bound is an error of that object; the next one gets its chance.</summary>
    public void Take(object? item)
    {
        if (!_begun)
        {
            _early.Enqueue(item);
            return;
        }

        Guarded(() =>
        {
            try
            {
                _binder.BindPiped(item);
            }
            catch (ParameterBindingException e)
            {
                _runtime.WriteError(new(e, e.ErrorId, ErrorCategory.InvalidArgument, item));
                return;
            }

            _cmdlet.Process();
        });
    }

    public void End() => Guarded(_cmdlet.End);

    public void Stop() => _cmdlet.Stop();

    public void Dispose() => (_cmdlet as IDisposable)?.Dispose();

    private void Guarded(Action step)
    {
        if (_pipeline.Stopping)
        {
            throw new PipelineStoppedException();
        }

        try
        {
            _runtime.Enter();
            step();
        }
        catch (Exception e) when (e is EnoughException or TerminatingException || _pipeline.Stopping)
        {
            throw;
        }
        catch (ParameterBindingException e)
        {
            throw new TerminatingException(_runtime.Own(e.ErrorRecord));
        }
        catch (Exception e)
        {
            // As the engine reports what a cmdlet lets escape: by the exception's type, category unknown, target unknown.
            var record = e is IContainsErrorRecord known ? known.ErrorRecord : new(e, e.GetType().FullName!, ErrorCategory.NotSpecified, null);
            throw new TerminatingException(_runtime.Own(record));
        }
        finally
        {
            _runtime.Leave();
        }
    }
}
