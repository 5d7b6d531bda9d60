namespace System.Management.Automation.Runspaces;

/// <summary>Only what code outside a pipeline asks it for: a completer, where the user stands.</summary>
public abstract class Runspace
{
    internal Runspace()
    {
    }

    public static Runspace? DefaultRunspace { get; set; } = new Local();

    public SessionStateProxy SessionStateProxy { get; } = new();

    private sealed class Local : Runspace;
}

public class SessionStateProxy
{
    private readonly SessionState _state = new();

    internal SessionStateProxy()
    {
    }

    public virtual PathIntrinsics Path => _state.Path;

    public virtual PSVariableIntrinsics PSVariable => _state.PSVariable;
}
