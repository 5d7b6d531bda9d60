namespace Provisioning;

/// <summary>Who asked for an operation.</summary>
public enum OperationOrigin
{
    /// <summary>A person or a program, through a face.</summary>
    Request,
    /// <summary>A rule about due dates, in a tick.</summary>
    Renewal,
    /// <summary>A look at a server that found something otherwise than it should be, in a tick.</summary>
    Survey,
    /// <summary>A schedule, in a tick.</summary>
    Schedule,
}
