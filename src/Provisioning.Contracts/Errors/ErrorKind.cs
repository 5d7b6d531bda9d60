namespace Provisioning;

/// <summary>What sort of trouble an error is. One table maps kinds to PowerShell error categories.</summary>
public enum ErrorKind
{
    /// <summary>The thing asked for does not exist.</summary>
    NotFound,
    /// <summary>Something of that name or identity exists already, or the state changed meanwhile.</summary>
    Conflict,
    /// <summary>Where the thing stands forbids it; the message says where that is and what leads on.</summary>
    State,
    /// <summary>The thing is in use right now; later it may not be.</summary>
    Busy,
    /// <summary>The server does not accept who we say we are.</summary>
    Auth,
    /// <summary>The server knows us and refuses.</summary>
    Denied,
    /// <summary>No answer in the time allowed.</summary>
    Timeout,
    /// <summary>No connection.</summary>
    Unreachable,
    /// <summary>An answer that makes no sense.</summary>
    BadReply,
    /// <summary>Nothing left to hand out: addresses, identities, quota.</summary>
    Quota,
    /// <summary>Doing it would endanger something that is not ours or not meant.</summary>
    Unsafe,
    /// <summary>The input is wrong; the message says what is allowed.</summary>
    Invalid,
    /// <summary>The server accepted the work and then failed at it.</summary>
    RemoteFailure,
    /// <summary>Our own record is damaged or of a version that this program does not know.</summary>
    Store,
}
