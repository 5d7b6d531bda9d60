namespace Provisioning;

/// <summary>How the client signs in to what was delivered.</summary>
/// <param name="UserName">The account.</param>
/// <param name="Password">Its password.</param>
public sealed record ServiceCredential(string UserName, SecretText Password);
