using System.Management.Automation;

namespace PowerShellDouble;

/// <summary>A pipeline of cmdlets, built by chaining and run as PowerShell runs it: objects walk through one by one.</summary>
/// <example><c>Pipeline.From(100, 101).To&lt;RemoveVmCommand&gt;(new { Confirm = false }).Run()</c></example>
public sealed class Pipeline
{
    private readonly List<(Type Cmdlet, IReadOnlyDictionary<string, object?> Parameters)> _commands = [];
    private readonly SessionState _session = new();
    private object?[]? _input;
    private int _first = int.MaxValue;
    private Func<Question, bool>? _answer;

    private Pipeline()
    {
    }

    /// <summary>A pipeline that begins with a cmdlet.</summary>
    /// <param name="parameters">A dictionary, or an anonymous object whose properties are the parameters; common parameters too.</param>
    public static Pipeline Of<T>(object? parameters = null)
        where T : Cmdlet => Of(typeof(T), parameters);

    /// <inheritdoc cref="Of{T}(object?)" />
    public static Pipeline Of(Type cmdlet, object? parameters = null) => new Pipeline().To(cmdlet, parameters);

    /// <summary>A pipeline that begins with objects.</summary>
    public static Pipeline From(params object?[] input) => new() { _input = input };

    /// <summary>Pipes into a further cmdlet.</summary>
    public Pipeline To<T>(object? parameters = null)
        where T : Cmdlet => To(typeof(T), parameters);

    /// <inheritdoc cref="To{T}(object?)" />
    public Pipeline To(Type cmdlet, object? parameters = null)
    {
        _commands.Add((cmdlet, Parameters.Of(parameters)));
        return this;
    }

    /// <summary>Ends like <c>| Select-Object -First count</c>: what comes before is stopped once it has written enough.</summary>
    public Pipeline First(int count)
    {
        _first = count;
        return this;
    }

    /// <summary>Answers what the cmdlets ask. Without it a question fails, as it does where nobody sits at the console.</summary>
    public Pipeline Answering(Func<Question, bool> answer)
    {
        _answer = answer;
        return this;
    }

    /// <summary>Sets the session's location, which paths are relative to.</summary>
    public Pipeline In(string folder)
    {
        _session.Path.CurrentFileSystemLocation = new(folder);
        return this;
    }

    /// <summary>Sets a variable of the session.</summary>
    public Pipeline With(string variable, object? value)
    {
        _session.PSVariable.Set(variable, value);
        return this;
    }

    /// <summary>Runs to the end on this thread.</summary>
    public PipelineResult Run() => Make().Run();

    /// <summary>Runs on a thread of its own, to look at it while it works and to stop it.</summary>
    public RunningPipeline Start() => new(Make());

    private PipelineProcessor Make() => new(_commands, _input, _first, _session, _answer);
}
