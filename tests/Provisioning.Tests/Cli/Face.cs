using System.Text.Json;
using Provisioning.Cli;

namespace Provisioning.Tests.Cli;

/// <summary>The program in this process: its arguments in, its output and exit code out.</summary>
internal sealed class Face(IProvisioningHostFactory stores) : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public Interruption Interruption { get; } = new();
    public string Output => _output.ToString();
    public string Errors => _errors.ToString();
    public JsonElement Document => JsonDocument.Parse(Output).RootElement;
    public string[] OutputLines => Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    public string[] ErrorLines => Errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public Task<int> RunAsync(params string[] arguments) => new CommandLine(new Session(stores, _output, _errors, IsTerminal: false, Interruption)).RunAsync(arguments);

    public void Dispose() => Interruption.Dispose();
}
