using System.Globalization;

namespace Provisioning.Tests.Dns;

/// <summary>What the independent client says.</summary>
internal static class Dig
{
    public static async Task<IReadOnlyList<string>> AskAsync(int port, string name, string type)
    {
        var (code, output) = await RealServers.RunAsync("usr/bin/dig", "", "@127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "+tcp", "+noall", "+answer", "+norecurse", "+tries=1", "+time=5", name, type);
        Assert.True(code == 0, output);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith(';')).Select(line => line.Split((char[]?)null, 5, StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts.Length == 5 && parts[3] == type && string.Equals(parts[0], name, StringComparison.OrdinalIgnoreCase)).Select(parts => parts[4]).Order(StringComparer.Ordinal)];
    }

    public static async Task<long> SerialAsync(int port, string zone) => long.Parse((await AskAsync(port, zone, "SOA"))[0].Split(' ')[2], CultureInfo.InvariantCulture);
}
