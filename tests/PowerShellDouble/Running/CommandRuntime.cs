using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace PowerShellDouble;

/// <summary>What a running cmdlet talks to: records every stream, and insists on the engine's rules about who may write when.</summary>
internal sealed class CommandRuntime(
    Cmdlet cmdlet, PipelineProcessor pipeline, CommonParameters common, Func<Question, bool>? answer, Action<object?> write) : ICommandRuntime2
{
    private readonly CmdletAttribute _attribute = cmdlet.GetType().GetCustomAttribute<CmdletAttribute>()
        ?? throw new InvalidOperationException($"{cmdlet.GetType()} is not a cmdlet.");

    private int _inside;

    private PipelineResult Result => pipeline.Result;

    public void Enter() => _inside++;

    public void Leave() => _inside--;

    /// <summary>Marks an error as this cmdlet's, which completes its fully qualified id.</summary>
    public ErrorRecord Own(ErrorRecord record)
    {
        record.Source ??= cmdlet.GetType();
        record.InvocationInfo ??= (cmdlet as PSCmdlet)?.MyInvocation;
        return record;
    }

    public bool ShouldProcess(string target) => ShouldProcess(target, $"{_attribute.VerbName}-{_attribute.NounName}");

    public bool ShouldProcess(string target, string action) => Process(new(target, action), out _);

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption) =>
        ShouldProcess(verboseDescription, verboseWarning, caption, out _);

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption, out ShouldProcessReason shouldProcessReason) =>
        Process(new(verboseDescription, caption), out shouldProcessReason);

    public bool ShouldContinue(string query, string caption)
    {
        AssertMayWrite();
        return Ask(new(query, caption, IsShouldContinue: true));
    }

    public bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll) =>
        yesToAll || (!noToAll && ShouldContinue(query, caption));

    public void ThrowTerminatingError(ErrorRecord errorRecord) => throw new TerminatingException(Own(errorRecord));

    public void WriteObject(object? sendToPipeline)
    {
        AssertMayWrite();
        write(sendToPipeline);
    }

    public void WriteObject(object? sendToPipeline, bool enumerateCollection)
    {
        if (!enumerateCollection || sendToPipeline is string or IDictionary || sendToPipeline is not IEnumerable many)
        {
            WriteObject(sendToPipeline);
            return;
        }

        foreach (var item in many)
        {
            WriteObject(item);
        }
    }

    public void WriteError(ErrorRecord errorRecord)
    {
        AssertMayWrite();
        Own(errorRecord);
        if (common.ErrorAction == ActionPreference.Stop)
        {
            throw new TerminatingException(errorRecord);
        }

        if (common.ErrorAction != ActionPreference.Ignore)
        {
            Result.Errors.Add(errorRecord);
        }
    }

    public void WriteWarning(string text) => Record(Result.Warnings, text);

    public void WriteVerbose(string text) => Record(Result.Verbose, text);

    public void WriteDebug(string text) => Record(Result.Debug, text);

    public void WriteProgress(ProgressRecord progressRecord) => Record(Result.Progress, progressRecord);

    public void WriteProgress(long sourceId, ProgressRecord progressRecord) => WriteProgress(progressRecord);

    public void WriteInformation(InformationRecord informationRecord) => Record(Result.Information, informationRecord);

    public void WriteCommandDetail(string text) => AssertMayWrite();

    private bool Process(Question question, out ShouldProcessReason reason)
    {
        AssertMayWrite();
        if (!_attribute.SupportsShouldProcess)
        {
            throw new InvalidOperationException($"{cmdlet.GetType().Name} calls ShouldProcess without declaring SupportsShouldProcess.");
        }

        reason = common.WhatIf ? ShouldProcessReason.WhatIf : ShouldProcessReason.None;
        if (common.WhatIf)
        {
            Result.Questions.Add(question with { IsWhatIf = true });
            return false;
        }

        if (common.Confirm ?? _attribute.ConfirmImpact >= ConfirmImpact.High)
        {
            return Ask(question);
        }

        Result.Questions.Add(question with { Allowed = true });
        return true;
    }

    private bool Ask(Question question)
    {
        var allowed = answer?.Invoke(question)
            ?? throw new PSInvalidOperationException($"Nobody is there to answer: {question.Action} {question.Target}");
        Result.Questions.Add(question with { Allowed = allowed });
        return allowed;
    }

    private void Record<T>(List<T> stream, T item)
    {
        AssertMayWrite();
        stream.Add(item);
    }

    private void AssertMayWrite()
    {
        if (pipeline.Stopping)
        {
            throw new PipelineStoppedException();
        }

        if (_inside == 0 || Environment.CurrentManagedThreadId != pipeline.Thread)
        {
            throw new PSInvalidOperationException(
                "The WriteObject and WriteError methods cannot be called from outside the overrides of the BeginProcessing, ProcessRecord, and EndProcessing methods, and they can only be called from within the same thread.");
        }
    }
}
