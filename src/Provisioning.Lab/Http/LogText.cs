using System.Text.RegularExpressions;

namespace Provisioning.Lab;

/// <summary>Keeps secrets out of the request log.</summary>
internal static partial class LogText
{
    public static string WithoutSecrets(string? body) => body is null ? string.Empty
        : body.Length > 4096 ? $"({body.Length} characters)"
        : Secret().Replace(body, "$1********");

    [GeneratedRegex("""((?:^|[&;])(?:cipassword|password)=|"(?:cipassword|password)"\s*:\s*")[^&;"]*""")]
    private static partial Regex Secret();
}
