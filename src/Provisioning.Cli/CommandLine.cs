using System.CommandLine;
using System.CommandLine.Invocation;

namespace Provisioning.Cli;

/// <summary>The program: reads the command line, runs the command and turns what becomes of it into an exit code.</summary>
internal sealed class CommandLine(Session session)
{
    /// <summary>Runs a command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var parsed = Root().Parse(arguments);
        if (parsed.Action is ParseErrorAction)
            return Refuse(parsed);

        try
        {
            // Signals are listened to in one place, and failures below, so the parser's own ways are turned off.
            var configuration = new InvocationConfiguration { Output = session.Output, Error = session.Errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, session.Cancellation);
        }
        catch (ProvisioningException failed)
        {
            session.Fail(failed.Error.Id, failed.Error.Message);
            return ExitCode.Of(failed.Error);
        }
        catch (OperationCanceledException) when (session.Cancellation.IsCancellationRequested)
        {
            return session.Interruption.ExitCode;
        }
        catch (Exception unforeseen)
        {
            session.Fail(ErrorIds.Unexpected, $"{unforeseen.GetType().Name}: {unforeseen.Message}");
            return ExitCode.Failed;
        }
    }

    private RootCommand Root() => new("Provisioning without PowerShell: carries orders on, over the same store as the module.")
    {
        TickCommand.Create(session),
        StoreCommand.Create(session),
        DemoCommand.Create(session),
        LabCommand.Create(session),
    };

    private int Refuse(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var help = $"provisioning {(command is RootCommand ? "" : command.Name + " ")}--help";
        session.Fail(ErrorIds.InvalidValue, $"{string.Join(' ', parsed.Errors.Select(error => error.Message))} See {help}");
        return ExitCode.Usage;
    }
}
