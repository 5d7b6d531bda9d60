namespace Provisioning;

/// <summary>What a look at a server found of one service.</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="Found">What was found.</param>
/// <param name="Error">Why it could not be looked at; null when it could.</param>
public sealed record ServerLook<T>(long ServiceId, IReadOnlyList<T> Found, ProvisioningError? Error = null);
