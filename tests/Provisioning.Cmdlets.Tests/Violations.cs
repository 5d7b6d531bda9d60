namespace Provisioning.Cmdlets.Tests;

/// <summary>Rules over many things: fails with every violation in full, so that all are mended in one go.</summary>
internal static class Violations
{
    public static void None(IEnumerable<string?> violations)
    {
        var all = violations.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
