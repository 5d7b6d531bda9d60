using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Provisioning.Cli;

/// <summary>How results look as JSON: camel-case names, words of enumerations as PowerShell shows them, times in ISO 8601.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web)
    {
        // The readers are programs, not web pages: quotes and umlauts need no disguise.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly JsonSerializerOptions Document = new(Line) { WriteIndented = true };

    /// <summary>Writes a document for programs and people.</summary>
    public static void WriteDocument(TextWriter output, object value) => output.WriteLine(JsonSerializer.Serialize(value, Document));

    /// <summary>Writes a value as one line of many.</summary>
    public static void WriteLine(TextWriter output, object value) => output.WriteLine(JsonSerializer.Serialize(value, Line));
}
