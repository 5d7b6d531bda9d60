using System.Management.Automation;

namespace PowerShellDouble;

/// <summary>The common parameters that change how a cmdlet runs.</summary>
public sealed record CommonParameters(bool WhatIf, bool? Confirm, ActionPreference ErrorAction)
{
    /// <summary>The names a cmdlet's own parameters must leave alone, and their aliases.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "Verbose", "vb", "Debug", "db", "ErrorAction", "ea", "WarningAction", "wa", "InformationAction", "infa", "ProgressAction", "proga",
        "ErrorVariable", "ev", "WarningVariable", "wv", "InformationVariable", "iv", "OutVariable", "ov", "OutBuffer", "ob",
        "PipelineVariable", "pv", "WhatIf", "wi", "Confirm", "cf", "UseTransaction", "usetx",
    };

    internal static CommonParameters Of(IReadOnlyDictionary<string, object?> parameters)
    {
        var given = new Dictionary<string, object?>(parameters, StringComparer.OrdinalIgnoreCase);
        return new(
            LanguagePrimitives.IsTrue(given.GetValueOrDefault("WhatIf")),
            given.TryGetValue("Confirm", out var confirm) ? LanguagePrimitives.IsTrue(confirm) : null,
            given.TryGetValue("ErrorAction", out var action) ? LanguagePrimitives.ConvertTo<ActionPreference>(action) : ActionPreference.Continue);
    }
}
