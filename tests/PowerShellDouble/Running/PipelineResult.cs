using System.Management.Automation;

namespace PowerShellDouble;

/// <summary>What a cmdlet asked before it acted.</summary>
/// <param name="Target">What it would act on, or the text of the question.</param>
/// <param name="Action">What it would do, or the caption.</param>
/// <param name="Allowed">The answer it got.</param>
/// <param name="IsWhatIf">Whether the answer was no because of -WhatIf.</param>
/// <param name="IsShouldContinue">Whether it came from ShouldContinue.</param>
public sealed record Question(string Target, string Action, bool Allowed = false, bool IsWhatIf = false, bool IsShouldContinue = false);

/// <summary>Everything a pipeline wrote, stream by stream, in order.</summary>
public sealed class PipelineResult
{
    /// <summary>The objects that came out at the end.</summary>
    public List<object?> Output { get; } = [];

    /// <summary>Errors about single items, after which the cmdlet went on.</summary>
    public List<ErrorRecord> Errors { get; } = [];

    /// <summary>The error that ended the pipeline, or null.</summary>
    public ErrorRecord? TerminatingError { get; internal set; }

    /// <summary>Warnings.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Verbose messages, whether or not -Verbose was given.</summary>
    public List<string> Verbose { get; } = [];

    /// <summary>Debug messages, whether or not -Debug was given.</summary>
    public List<string> Debug { get; } = [];

    /// <summary>Information records.</summary>
    public List<InformationRecord> Information { get; } = [];

    /// <summary>Progress records.</summary>
    public List<ProgressRecord> Progress { get; } = [];

    /// <summary>Each ShouldProcess and ShouldContinue with the answer it got.</summary>
    public List<Question> Questions { get; } = [];

    /// <summary>Whether it was stopped from outside.</summary>
    public bool Stopped { get; internal set; }

    /// <summary>The parameter set each cmdlet ended with, by position in the pipeline.</summary>
    public List<string> ParameterSets { get; } = [];

    /// <summary>The output as objects of one type.</summary>
    public IReadOnlyList<T> OutputOf<T>() => [.. Output.Select(o => o is PSObject wrapped ? wrapped.BaseObject : o).Cast<T>()];

    /// <summary>This, or an exception that says what went wrong: for the parts of a test that must simply work.</summary>
    public PipelineResult OrThrow() => TerminatingError is { } error
        ? throw new InvalidOperationException($"{error.FullyQualifiedErrorId}: {error}", error.Exception)
        : Errors is [var first, ..] ? throw new InvalidOperationException($"{first.FullyQualifiedErrorId}: {first}", first.Exception) : this;
}
