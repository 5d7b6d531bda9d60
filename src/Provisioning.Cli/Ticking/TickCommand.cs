using System.CommandLine;
using System.Runtime.InteropServices;

namespace Provisioning.Cli;

/// <summary><c>provisioning tick</c>: what Invoke-ProvisioningTick does, for timers on hosts without PowerShell.</summary>
internal static class TickCommand
{
    public static Command Create(Session session)
    {
        var statePath = CommonOptions.StatePath();
        var output = CommonOptions.Output();
        var once = new Option<bool>("--once") { Description = "One pass over what is due. It is what happens without --watch." };
        var watch = new Option<bool>("--watch") { Description = "Goes on until SIGINT, SIGTERM or the end of the time budget." };
        var whatIf = new Option<bool>("--what-if") { Description = "Says what a pass would begin with, and touches nothing." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Every line of the journal, not only what ended, failed or stopped." };
        var concurrency = Numbers.Option("--max-concurrency", "How many services are worked on at the same time.", 1, 256, 16);
        var budget = new Option<TimeSpan?>("--time-budget") { Description = "After this time nothing new is begun: seconds or hh:mm:ss.", HelpName = "TIME", CustomParser = Seconds.Read };
        var services = Numbers.Repeated("--service-id", "Only this service; a stopped operation of it is taken up again. May be repeated.", 1, long.MaxValue);

        var command = new Command("tick", "Carries on whatever is due. Any number may run at once, beside PowerShell's Invoke-ProvisioningTick.")
        {
            statePath, once, watch, services, concurrency, budget, whatIf, verbose, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(watch) && (result.GetValue(once) || result.GetValue(whatIf)))
                result.AddError("--watch goes with neither --once nor --what-if.");
        });
        command.SetAction((parsed, cancellation) =>
        {
            var ids = parsed.GetValue(services) ?? [];
            var options = new TickOptions
            {
                MaxConcurrency = parsed.GetValue(concurrency),
                TimeBudget = parsed.GetValue(budget),
                ServiceIds = ids.Length > 0 ? ids : null,
                Watch = parsed.GetValue(watch),
            };
            var told = new TickOutput(session, parsed.GetValue(output), options.Watch, parsed.GetValue(verbose));
            return RunAsync(session, parsed.GetValue(statePath), options, parsed.GetValue(whatIf), told, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Session session, string? statePath, TickOptions options, bool whatIf, TickOutput told, CancellationToken cancellation)
    {
        using var host = session.Open(statePath);
        foreach (var id in options.ServiceIds ?? [])
            host.Services.Get(id);

        if (whatIf)
        {
            told.Preview(host.Tick.Preview(options));
            return ExitCode.Fine;
        }

        try
        {
            var summary = await host.Tick.RunAsync(options, told, cancellation);
            told.End(summary);
            return summary.Stopped > 0 ? ExitCode.Stopped : ExitCode.Fine;
        }
        catch (OperationCanceledException) when (options.Watch && session.Interruption.Signal == PosixSignal.SIGTERM)
        {
            // A watch has no other end than being told to: a service manager must not take it for a failure.
            return ExitCode.Fine;
        }
    }
}
