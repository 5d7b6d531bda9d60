using System.CommandLine;

namespace Provisioning.Cli;

/// <summary>The form of what a command prints.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,
    /// <summary>For programs.</summary>
    Json,
}

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>Which store.</summary>
    public static Option<string?> StatePath() => new("--state-path")
    {
        Description = "The state store's file or folder. Without it PROVISIONING_STATE decides, then the machine's default.",
        HelpName = "PATH",
    };

    /// <summary>Text or JSON.</summary>
    public static Option<OutputFormat> Output()
    {
        var option = new Option<OutputFormat>("--output", "-o") { Description = "What is printed: text for people, json for programs.", HelpName = "text|json" };
        option.CustomParser = argument =>
        {
            var word = argument.Tokens[0].Value;
            if (word is "text" or "json")
                return word == "json" ? OutputFormat.Json : OutputFormat.Text;
            argument.AddError($"'{word}' is no form of output. There are text and json.");
            return default;
        };
        return option;
    }
}
