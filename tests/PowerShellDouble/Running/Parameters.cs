namespace PowerShellDouble;

/// <summary>Parameters as a test writes them.</summary>
internal static class Parameters
{
    public static IReadOnlyDictionary<string, object?> Of(object? parameters) => parameters switch
    {
        null => new Dictionary<string, object?>(),
        IReadOnlyDictionary<string, object?> given => given,
        _ => parameters.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(parameters)),
    };
}
