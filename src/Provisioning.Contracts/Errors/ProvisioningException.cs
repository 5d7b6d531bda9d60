namespace Provisioning;

/// <summary>The one exception that crosses a room's door; everything it has to say is in <see cref="Error"/>.</summary>
public sealed class ProvisioningException : Exception
{
    /// <summary>Wraps an error.</summary>
    public ProvisioningException(ProvisioningError error, Exception? cause = null) : base(error.Message, cause) => Error = error;

    /// <summary>Builds and wraps an error.</summary>
    public ProvisioningException(string id, ErrorKind kind, string message, string? target = null, bool retryable = false, Exception? cause = null)
        : this(new ProvisioningError(id, kind, message, target, retryable), cause) { }

    /// <summary>The failure as data.</summary>
    public ProvisioningError Error { get; }
}
