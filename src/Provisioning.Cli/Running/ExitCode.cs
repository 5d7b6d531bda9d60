namespace Provisioning.Cli;

/// <summary>How the program ends. Timers and scripts compare against these, so a number never changes its meaning.</summary>
internal static class ExitCode
{
    /// <summary>Done, nothing wrong.</summary>
    public const int Fine = 0;
    /// <summary>The command line is wrong, or names something that does not exist.</summary>
    public const int Usage = 1;
    /// <summary>An operation stopped with an error, or an order did not end as it should.</summary>
    public const int Stopped = 2;
    /// <summary>The store is missing or can't be used.</summary>
    public const int Store = 3;
    /// <summary>Anything else.</summary>
    public const int Failed = 4;
    /// <summary>Ctrl+C (SIGINT) came first.</summary>
    public const int Interrupted = 130;
    /// <summary>SIGTERM came first.</summary>
    public const int Terminated = 143;

    /// <summary>The code of a command that an error ended.</summary>
    public static int Of(ProvisioningError error) => error switch
    {
        { Id: ErrorIds.KeyMissing or ErrorIds.KeyMismatch } or { Kind: ErrorKind.Store } => Store,
        { Id: var id } when id.StartsWith("Store", StringComparison.Ordinal) => Store,
        { Kind: ErrorKind.Invalid or ErrorKind.NotFound } => Usage,
        _ => Failed,
    };
}
