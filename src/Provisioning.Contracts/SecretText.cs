namespace Provisioning;

/// <summary>A secret on its way between a face and the store: it prints as stars, so that no log or error can leak it by accident.</summary>
public sealed class SecretText(string value)
{
    /// <summary>The secret itself. Ask for it only where it leaves the process.</summary>
    public string Reveal() => value;

    /// <inheritdoc/>
    public override string ToString() => "********";
}
