using Provisioning.Lab;

namespace Provisioning.Cli;

/// <summary>How the demonstration is run.</summary>
/// <param name="Vms">How many machines are ordered.</param>
/// <param name="Seed">Seed of all chance in the Lab; null takes the scenario's.</param>
/// <param name="Speed">How many times faster than real things take in the Lab.</param>
/// <param name="Output">What is printed.</param>
internal sealed record DemoOptions(int Vms, int? Seed, double Speed, OutputFormat Output)
{
    /// <summary>The data centre that it runs on.</summary>
    public LabScenario Scenario()
    {
        var scenario = LabScenario.Demo();
        scenario.Seed = Seed ?? scenario.Seed;
        scenario.Speed = Speed;
        return scenario;
    }
}
