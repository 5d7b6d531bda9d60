namespace Provisioning.Dns.DynamicUpdate;

/// <summary>Answer codes (RFC 1035, RFC 2136 §2.2).</summary>
internal enum Rcode
{
    NoError = 0,
    FormErr = 1,
    ServFail = 2,
    NxDomain = 3,
    NotImp = 4,
    Refused = 5,
    YxDomain = 6,
    YxRrset = 7,
    NxRrset = 8,
    NotAuth = 9,
    NotZone = 10,
}

/// <summary>Operation codes.</summary>
internal enum Opcode
{
    Query = 0,
    Update = 5,
}

/// <summary>Types and classes that have no place among those of records we look at.</summary>
internal static class Wire
{
    public const int Soa = 6;
    public const int Tsig = 250;
    public const int Axfr = 252;
    public const int AnyType = 255;

    public const int ClassIn = 1;
    public const int ClassChaos = 3;
    public const int ClassNone = 254;
    public const int ClassAny = 255;

    public const int HeaderLength = 12;
    public const int LongestMessage = 65535;

    /// <summary>The error of an answer that breaks the rules.</summary>
    public static ProvisioningException Malformed(string what) => new(ErrorIds.BadReply, ErrorKind.BadReply,
        $"The name server's answer makes no sense: {what}. Check that address and port lead to a name server.", retryable: true);
}
