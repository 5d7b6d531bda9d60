namespace Provisioning;

/// <summary>A failure as data: what the journal keeps, what a cmdlet turns into an error record.</summary>
/// <param name="Id">One of <see cref="ErrorIds"/>: stable, named after the condition.</param>
/// <param name="Kind">The sort of trouble.</param>
/// <param name="Message">One line for people that ends with what to do.</param>
/// <param name="Target">The id or name of the item concerned.</param>
/// <param name="Retryable">Whether the same thing may succeed later without anyone changing anything.</param>
public sealed record ProvisioningError(string Id, ErrorKind Kind, string Message, string? Target = null, bool Retryable = false)
{
    /// <summary>How long the server wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Id and message: what a table of services has room for.</summary>
    public override string ToString() => $"{Id}: {Message}";

    /// <summary>An exception that carries this error.</summary>
    public ProvisioningException AsException(Exception? cause = null) => new(this, cause);
}
