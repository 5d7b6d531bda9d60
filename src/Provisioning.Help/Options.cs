namespace Provisioning.Help;

/// <summary>The command line: a mode, then <c>--name value</c> pairs; a name may come more than once.</summary>
internal sealed class Options
{
    private readonly ILookup<string, string> _values;

    private Options(string mode, ILookup<string, string> values) => (Mode, _values) = (mode, values);

    public string Mode { get; }

    public static Options Parse(string[] arguments)
    {
        if (arguments.Length % 2 == 0 || arguments.Skip(1).Where((a, i) => i % 2 == 0).Any(a => !a.StartsWith("--", StringComparison.Ordinal)))
        {
            throw new ArgumentException("Expected a mode and --name value pairs.");
        }

        return new(arguments[0], arguments.Skip(1).Chunk(2).ToLookup(p => p[0][2..], p => p[1]));
    }

    public string One(string name) =>
        Many(name) is [var value] ? value : throw new ArgumentException($"--{name} is needed, once.");

    public IReadOnlyList<string> Many(string name) => [.. _values[name]];
}
