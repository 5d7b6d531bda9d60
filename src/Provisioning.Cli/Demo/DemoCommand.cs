using System.CommandLine;

namespace Provisioning.Cli;

/// <summary><c>provisioning demo</c>: everything there is, once, on a simulated data centre.</summary>
internal static class DemoCommand
{
    public static Command Create(Session session)
    {
        var vms = Numbers.Option("--vms", "How many machines are ordered.", 1, 200, 5);
        var seed = Numbers.Optional("--seed", "Seed of all chance in the data centre.", 0, int.MaxValue);
        var speed = Numbers.Option("--speed", "How many times faster than real things take there.", 0.01, 1000.0, 1.0);
        var story = new Option<bool>("--story") { Description = "Leads one machine through its whole life instead, every button of it once." };
        var output = CommonOptions.Output();
        var command = new Command("demo", "Starts a simulated data centre, orders machines there and shows how they become ready. Touches nothing of yours.") { vms, story, seed, speed, output };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new DemoOptions(parsed.GetValue(vms), parsed.GetValue(seed), parsed.GetValue(speed), parsed.GetValue(output));
            return parsed.GetValue(story) ? new Story(session, options).RunAsync(cancellation) : new Demonstration(session, options).RunAsync(cancellation);
        });
        return command;
    }
}
