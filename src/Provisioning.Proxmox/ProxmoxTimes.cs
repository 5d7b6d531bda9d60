namespace Provisioning.Proxmox;

/// <summary>Measures of time in dealing with clusters. Tests shorten none of them: they move the clock.</summary>
public sealed record ProxmoxTimes
{
    /// <summary>How long a look at a cluster serves further orders and clones.</summary>
    public TimeSpan LookLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a clone whose request got no answer may still come into being: a request that ran into the proxy's 30 s limit (596)
    /// was carried out afterwards.
    /// </summary>
    public TimeSpan CloneGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How soon an unanswered or still running clone is looked at again.</summary>
    public TimeSpan CloneLook { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How soon a locked machine is looked at again.</summary>
    public TimeSpan LockLook { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a started machine may take until it runs; HA starts it some time after its task has ended.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a guest may take to shut down before the plug is pulled, unless whoever asks says otherwise.</summary>
    public TimeSpan ShutdownLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the HA manager may take to stop a machine before it is asked again.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How soon a starting machine is looked at again.</summary>
    public TimeSpan StartLook { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Seconds that the server may take to make a disk before it answers with a task instead.</summary>
    public int ConfigWaitSeconds { get; init; } = 5;

    /// <summary>How long a request waits for the server's word on a machine before it is taken without.</summary>
    public TimeSpan AskPatience { get; init; } = TimeSpan.FromSeconds(10);
}
