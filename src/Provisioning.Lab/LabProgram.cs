using System.Globalization;

namespace Provisioning.Lab;

/// <summary>The command <c>lab</c>: serves a data centre until it is stopped.</summary>
public static class LabProgram
{
    /// <summary>How it is called.</summary>
    public const string Usage = "lab [--scenario FILE|demo|recordings] [--port N] [--seed N] [--speed X] [--nodes]";

    /// <summary>Starts the data centre, prints one line of JSON with addresses and credentials, and runs until cancelled.</summary>
    /// <returns>The exit code: 0 when stopped, 2 when the arguments or the scenario are wrong.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        LabOptions options;
        try
        {
            options = Parse(args);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or IOException or UnauthorizedAccessException or Newtonsoft.Json.JsonException)
        {
            await output.WriteLineAsync($"{e.Message}\nUsage: {Usage}").ConfigureAwait(false);
            return 2;
        }
        await using var server = await LabServer.StartAsync(options, ct).ConfigureAwait(false);
        await output.WriteLineAsync(server.ToJsonLine()).ConfigureAwait(false);
        await output.FlushAsync(ct).ConfigureAwait(false);
        var stopped = new TaskCompletionSource();
        await using (ct.Register(() => stopped.TrySetResult())) await stopped.Task.ConfigureAwait(false);
        return 0;
    }

    private static LabOptions Parse(string[] args)
    {
        var scenario = "demo";
        int? port = null, seed = null;
        double? speed = null;
        var perNode = false;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--nodes")
            {
                perNode = true;
                continue;
            }
            if (i + 1 == args.Length) throw new ArgumentException($"'{args[i]}' needs a value.");
            var value = args[i + 1];
            switch (args[i++])
            {
                case "--scenario": scenario = value; break;
                case "--port": port = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "--seed": seed = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "--speed": speed = double.Parse(value, CultureInfo.InvariantCulture); break;
                default: throw new ArgumentException($"'{args[i - 1]}' is not known.");
            }
        }
        var start = LabScenario.Load(scenario);
        start.Seed = seed ?? start.Seed;
        start.Speed = speed ?? start.Speed;
        return new LabOptions { Scenario = start, Port = port ?? 0, EndpointPerNode = perNode };
    }
}
