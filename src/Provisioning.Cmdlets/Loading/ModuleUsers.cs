namespace Provisioning.Loading;

/// <summary>Counts the runspaces that have the module: they share one process, so what is shared ends with the last of them.</summary>
internal static class ModuleUsers
{
    private static readonly object Gate = new();
    private static int _count;

    /// <summary>Raised when no runspace has the module any more. Whoever holds something shared lets go of it here.</summary>
    public static event Action? LastLeft;

    /// <summary>A runspace imported the module.</summary>
    public static void Enter()
    {
        lock (Gate)
        {
            _count++;
        }
    }

    /// <summary>A runspace removed the module or ended.</summary>
    public static void Leave()
    {
        lock (Gate)
        {
            if (--_count == 0)
            {
                LastLeft?.Invoke();
            }
        }
    }
}
