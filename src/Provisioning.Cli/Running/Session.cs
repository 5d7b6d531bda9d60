namespace Provisioning.Cli;

/// <summary>What a command runs with.</summary>
/// <param name="Stores">Opens stores.</param>
/// <param name="Output">Where results go.</param>
/// <param name="Errors">Where failures go, a line each.</param>
/// <param name="IsTerminal">Whether a person looks at the output as it comes.</param>
/// <param name="Interruption">The wish that it ends.</param>
internal sealed record Session(IProvisioningHostFactory Stores, TextWriter Output, TextWriter Errors, bool IsTerminal, Interruption Interruption)
{
    /// <summary>Ends with Ctrl+C or SIGTERM.</summary>
    public CancellationToken Cancellation => Interruption.Token;

    /// <summary>The process's own.</summary>
    public static Session OfProcess(IProvisioningHostFactory stores, Interruption interruption) =>
        new(stores, Console.Out, Console.Error, !Console.IsOutputRedirected, interruption);

    /// <summary>Writes a failure as one line that starts with its id.</summary>
    public void Fail(string id, string message) => Errors.WriteLine($"{id}: {message.ReplaceLineEndings(" ")}");

    /// <summary>Opens an existing store: a timer that names a wrong place shall hear of it and not find an empty store made there.</summary>
    /// <exception cref="ProvisioningException">It is missing or can't be used.</exception>
    public IProvisioningHost Open(string? statePath) => Stores.Open(At(statePath));

    /// <summary>The store that a path or, without one, the rules lead to.</summary>
    public static HostOptions At(string? statePath) =>
        new() { StatePath = statePath is null ? null : Path.GetFullPath(statePath), CreateIfMissing = false };
}
