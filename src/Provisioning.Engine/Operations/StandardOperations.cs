namespace Provisioning.Engine;

/// <summary>Names of the operations that services of every kind have, as far as their driver can do them.</summary>
public static class StandardOperations
{
    /// <summary>Holds a service back.</summary>
    public const string Suspend = "Suspend";
    /// <summary>Gives a suspended service back.</summary>
    public const string Resume = "Resume";
    /// <summary>Ends a service for good.</summary>
    public const string Terminate = "Terminate";
    /// <summary>Brings a service's DNS records into step.</summary>
    public const string SyncDns = "SyncDns";
}
