using Provisioning.Dns;

namespace Provisioning.Tests.Dns;

/// <summary>A DNS provider under test with real or simulated zones, and a hand beside it that owes nothing to our code.</summary>
public interface IRig : IAsyncLifetime
{
    internal const string Forward = "example.test.";
    internal const string Reverse4 = "2.0.192.in-addr.arpa.";
    internal const string Reverse6 = "8.b.d.0.1.0.0.2.ip6.arpa.";
    internal const string Classless = "0/26.100.51.198.in-addr.arpa.";
    internal static readonly string[] Zones = [Forward, Reverse4, Reverse6, Classless];

    internal IDnsProvider Open(Opening? opening = null);

    /// <summary>What is served, as the independent hand sees it: values of one name and type, sorted.</summary>
    internal Task<IReadOnlyList<string>> ServedAsync(string name, string type);

    /// <summary>Somebody else adds a record.</summary>
    internal Task AddAsync(string zone, string name, string type, string value);

    /// <summary>Number that rises with every write: the SOA serial where there is one.</summary>
    internal Task<long> WritesAsync(string zone);

    /// <summary>The error that another secret leads to.</summary>
    internal string WrongSecretError { get; }

    internal string WrongSecret { get; }
}
