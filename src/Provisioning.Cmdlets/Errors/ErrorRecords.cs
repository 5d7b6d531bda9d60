using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>The one place where a failure becomes an error record.</summary>
internal static class ErrorRecords
{
    /// <summary>The record of a failure.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="target">The item it happened to; null takes the one the failure itself names.</param>
    public static ErrorRecord Of(Exception exception, object? target = null) => exception is ProvisioningException { Error: var error }
        ? new(exception, error.Id, Category(error.Kind), target ?? error.Target)
        : new(exception, ErrorIds.Unexpected, ErrorCategory.NotSpecified, target);

    /// <summary>The category of a kind of failure.</summary>
    public static ErrorCategory Category(ErrorKind kind) => kind switch
    {
        ErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.Conflict => ErrorCategory.ResourceExists,
        ErrorKind.State => ErrorCategory.InvalidOperation,
        ErrorKind.Busy => ErrorCategory.ResourceBusy,
        ErrorKind.Auth => ErrorCategory.AuthenticationError,
        ErrorKind.Denied => ErrorCategory.PermissionDenied,
        ErrorKind.Timeout => ErrorCategory.OperationTimeout,
        ErrorKind.Unreachable => ErrorCategory.ConnectionError,
        ErrorKind.BadReply => ErrorCategory.InvalidResult,
        ErrorKind.Quota => ErrorCategory.QuotaExceeded,
        ErrorKind.Unsafe => ErrorCategory.InvalidOperation,
        ErrorKind.Invalid => ErrorCategory.InvalidArgument,
        ErrorKind.RemoteFailure => ErrorCategory.InvalidResult,
        ErrorKind.Store => ErrorCategory.OpenError,
        _ => ErrorCategory.NotSpecified,
    };
}
