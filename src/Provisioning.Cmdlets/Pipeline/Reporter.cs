namespace Provisioning.Commands;

/// <summary>Tells of progress on the spot; <see cref="Progress{T}"/> would do it later, on any thread and in any order.</summary>
internal sealed class Reporter<T>(Action<T> tell) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => tell(value);
}
