using System.CommandLine;
using System.CommandLine.Parsing;
using Provisioning.Lab;

namespace Provisioning.Cli;

/// <summary><c>provisioning lab</c>: a simulated data centre to try things on.</summary>
internal static class LabCommand
{
    public static Command Create(Session session)
    {
        var scenario = new Option<string>("--scenario") { Description = "What is there at the start: demo, recordings, or a file (JSON). demo without it.", HelpName = "NAME|FILE" };
        scenario.Validators.Add(Readable);
        var command = new Command("lab", "Serves a simulated data centre on the loopback address until Ctrl+C. Its first line (JSON) says where and how to sign in.")
        {
            scenario,
            Numbers.Optional("--port", "Port of the first endpoint; a free one without it.", 0, 65535),
            Numbers.Optional("--seed", "Seed of all chance in it.", 0, int.MaxValue),
            Numbers.Optional("--speed", "How many times faster than real things take there.", 0.01, 1000.0),
            new Option<bool>("--nodes") { Description = "An endpoint for each node, which goes down with it." },
        };
        command.SetAction((parsed, cancellation) => LabProgram.RunAsync([.. Arguments(parsed)], session.Output, cancellation));
        return command;
    }

    private static IEnumerable<string> Arguments(ParseResult parsed) => parsed.Tokens.Where(token => token.Type != TokenType.Command).Select(token => token.Value);

    private static void Readable(OptionResult result)
    {
        try
        {
            if (result.Tokens is [var name])
                LabScenario.Load(name.Value);
        }
        catch (Exception e)
        {
            result.AddError($"Scenario '{result.Tokens[0].Value}' can't be used: {e.Message}");
        }
    }
}
