using Provisioning.Engine;

namespace Provisioning;

/// <summary>Finds the sign-in of a delivered service of one kind.</summary>
internal interface IServiceCredentials
{
    /// <summary>The sign-in; null while there is none.</summary>
    ServiceCredential? Reveal(ServiceRow service);
}
