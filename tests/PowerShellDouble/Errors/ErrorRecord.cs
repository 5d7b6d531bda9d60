namespace System.Management.Automation;

public class ErrorRecord
{
    private readonly string _errorId;

    public ErrorRecord(Exception exception, string errorId, ErrorCategory errorCategory, object? targetObject)
    {
        ArgumentNullException.ThrowIfNull(exception);
        (Exception, _errorId, TargetObject) = (exception, errorId ?? "", targetObject);
        CategoryInfo = new(errorCategory, exception, targetObject);
    }

    public ErrorRecord(ErrorRecord errorRecord, Exception replaceParentContainsErrorRecordException)
        : this(replaceParentContainsErrorRecordException, errorRecord._errorId, errorRecord.CategoryInfo.Category, errorRecord.TargetObject) =>
        (ErrorDetails, Source) = (errorRecord.ErrorDetails, errorRecord.Source);

    public Exception Exception { get; }

    public object? TargetObject { get; }

    public ErrorCategoryInfo CategoryInfo { get; }

    public ErrorDetails? ErrorDetails { get; set; }

    public InvocationInfo? InvocationInfo { get; internal set; }

    /// <summary>As the engine builds it: renaming an id or a class breaks scripts that compare it.</summary>
    public string FullyQualifiedErrorId => Source is null ? _errorId : $"{_errorId},{Source.FullName}";

    internal Type? Source { get; set; }

    public override string ToString() => ErrorDetails?.Message ?? Exception.Message;
}

public class ErrorDetails(string message)
{
    public string Message { get; } = message;

    public string? RecommendedAction { get; set; }

    public override string ToString() => Message;
}

public class ErrorCategoryInfo
{
    internal ErrorCategoryInfo(ErrorCategory category, Exception exception, object? target)
    {
        (Category, Reason) = (category, exception.GetType().Name);
        (TargetName, TargetType) = (target?.ToString() ?? "", target?.GetType().Name ?? "");
    }

    public ErrorCategory Category { get; }

    public string Activity { get; set; } = "";

    public string Reason { get; set; }

    public string TargetName { get; set; }

    public string TargetType { get; set; }

    public string GetMessage() => $"{Category}: ({TargetName}:{TargetType}) [{Activity}], {Reason}";

    public override string ToString() => GetMessage();
}

public interface IContainsErrorRecord
{
    ErrorRecord ErrorRecord { get; }
}
