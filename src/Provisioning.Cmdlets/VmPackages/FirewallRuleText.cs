using System.Collections;

namespace Provisioning.Commands;

/// <summary>Firewall rules as people type them, and back.</summary>
internal static class FirewallRuleText
{
    private const string Form = "in|out accept|drop|reject [protocol [ports]] [macro NAME] [from SOURCE] [to DESTINATION] [sport PORTS] [log LEVEL] [disabled] [# comment]";

    /// <summary>Reads a rule from one line.</summary>
    /// <exception cref="FormatException">It isn't one; the message shows the form.</exception>
    public static FirewallRule Read(string line)
    {
        var (text, comment) = line.IndexOf('#', StringComparison.Ordinal) is >= 0 and var hash ? (line[..hash], line[(hash + 1)..].Trim()) : (line, null);
        var words = new Queue<string>(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (words.Count < 2)
            throw Wrong(line);

        var rule = new FirewallRule { Direction = Word<FirewallDirection>(words.Dequeue(), line), Action = Word<FirewallAction>(words.Dequeue(), line), Comment = comment };
        while (words.TryDequeue(out var word))
        {
            rule = word.ToLowerInvariant() switch
            {
                "from" => rule with { Source = Next() },
                "to" => rule with { Destination = Next() },
                "sport" => rule with { SourcePort = Next() },
                "macro" => rule with { Macro = Next() },
                "log" => rule with { Log = Word<FirewallLogLevel>(Next(), line) },
                "disabled" => rule with { Enabled = false },
                _ when rule is { Protocol: null, Macro: null } => rule with { Protocol = word.ToLowerInvariant() },
                _ when rule is { DestinationPort: null, Macro: null } => rule with { DestinationPort = word },
                _ => throw Wrong(line),
            };
        }

        return rule;

        string Next() => words.TryDequeue(out var next) ? next : throw Wrong(line);
    }

    /// <summary>Reads a rule from a hashtable whose keys are the names of the rule's properties.</summary>
    /// <exception cref="FormatException">A key or value isn't known; the message says which.</exception>
    public static FirewallRule Read(IDictionary table)
    {
        var rule = new FirewallRule();
        foreach (DictionaryEntry entry in table)
        {
            var key = entry.Key.ToString() ?? "";
            var value = Arguments.Text(entry.Value);
            rule = key.ToLowerInvariant() switch
            {
                "direction" => rule with { Direction = Word<FirewallDirection>(value, key) },
                "action" => rule with { Action = Word<FirewallAction>(value, key) },
                "protocol" => rule with { Protocol = value },
                "source" => rule with { Source = value },
                "destination" => rule with { Destination = value },
                "sourceport" => rule with { SourcePort = value },
                "destinationport" => rule with { DestinationPort = value },
                "macro" => rule with { Macro = value },
                "comment" => rule with { Comment = value },
                "log" => rule with { Log = Word<FirewallLogLevel>(value, key) },
                "enabled" when bool.TryParse(value, out var enabled) => rule with { Enabled = enabled },
                _ => throw new FormatException($"A firewall rule has no '{key}' that could be '{value}'. It has Direction, Action, Protocol, Source, Destination, SourcePort, DestinationPort, Macro, Comment, Log and Enabled."),
            };
        }

        return table.Contains("Direction") && table.Contains("Action")
            ? rule
            : throw new FormatException("A firewall rule needs a Direction (In, Out) and an Action (Accept, Drop, Reject).");
    }

    private static T Word<T>(string word, string context) where T : struct, Enum =>
        Enum.TryParse<T>(word, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(word[0])
            ? value
            : throw new FormatException($"'{word}' in '{context}' is none of {string.Join(", ", Enum.GetNames<T>())}. A rule reads: {Form}");

    private static FormatException Wrong(string line) => new($"'{line}' is not a firewall rule. One reads: {Form}");
}
