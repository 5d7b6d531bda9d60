namespace System.Management.Automation;

public class InvocationInfo
{
    internal InvocationInfo()
    {
    }

    public Dictionary<string, object?> BoundParameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<object> UnboundArguments { get; } = [];

    public CommandInfo MyCommand { get; internal set; } = new("");

    public string InvocationName => MyCommand.Name;

    public string Line => InvocationName;

    public bool ExpectingInput { get; internal set; }

    public int PipelineLength { get; internal set; } = 1;

    public int PipelinePosition { get; internal set; } = 1;
}

public class CommandInfo
{
    internal CommandInfo(string name) => Name = name;

    public string Name { get; }

    public override string ToString() => Name;
}
