using System.Runtime.InteropServices;

namespace Provisioning.Tests.Races;

/// <summary>Stops a process and lets it go on, as a suspended laptop or an overloaded host would. Numbers of Linux.</summary>
internal static class Signals
{
    private const int Continue = 18, Halt = 19;

    public static void Stop(Child child) => Assert.Equal(0, Kill(child.Id, Halt));

    public static void Wake(Child child) => Assert.Equal(0, Kill(child.Id, Continue));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

/// <summary>A theory that stops processes.</summary>
public sealed class StopSignalTheoryAttribute : TheoryAttribute
{
    public StopSignalTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Stops a process by a signal, with the signals' numbers of Linux.";
    }
}
