using System.Globalization;

namespace Provisioning.Engine;

/// <summary>The arguments of operations that services of every kind have, as their drivers read them.</summary>
public static class Arguments
{
    private static readonly TimeSpan LongestLimit = TimeSpan.FromHours(1);

    /// <summary>How something is switched off.</summary>
    /// <exception cref="ProvisioningException">InvalidValue.</exception>
    public static string PowerOff(PowerOffRequest? how)
    {
        if (how?.TimeLimit is not { } limit) return how is { Force: true } ? """{"force":true}""" : "{}";
        if (limit < TimeSpan.FromSeconds(1) || limit > LongestLimit)
            throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"A guest can't be given {limit} to shut down; allowed: 1 second to {LongestLimit.TotalMinutes:0} minutes.");
        return string.Create(CultureInfo.InvariantCulture, $$"""{"force":{{(how.Force ? "true" : "false")}},"timeLimitSeconds":{{(int)limit.TotalSeconds}}}""");
    }

    /// <summary>How something is ended for good.</summary>
    /// <param name="keepBackups">Backups stay where they are.</param>
    /// <param name="leaveForeign">What is found in the service's place and is not ours is left alone, and the service closed all the same.</param>
    public static string Terminate(bool keepBackups, bool leaveForeign = false) => (keepBackups, leaveForeign) switch
    {
        (false, false) => "{}",
        (true, false) => """{"keepBackups":true}""",
        (false, true) => """{"leaveForeign":true}""",
        _ => """{"keepBackups":true,"leaveForeign":true}""",
    };
}
