using System.CommandLine;
using System.Globalization;

namespace Provisioning.Cli;

/// <summary><c>provisioning store</c>: which store is used, why that one, and how it stands.</summary>
internal static class StoreCommand
{
    public static Command Create(Session session)
    {
        var statePath = CommonOptions.StatePath();
        var output = CommonOptions.Output();
        var command = new Command("store", "Says which state store is used, why that one, and how it stands. Changes nothing.") { statePath, output };
        command.SetAction(parsed =>
        {
            var store = Look(session, parsed.GetValue(statePath));
            if (parsed.GetValue(output) == OutputFormat.Json)
                Json.WriteDocument(session.Output, store);
            else
                Write(session.Output, store);
            return ExitCode.Fine;
        });
        return command;
    }

    private static StoreInfo Look(Session session, string? statePath)
    {
        var store = session.Stores.Locate(Session.At(statePath));
        if (!store.Exists)
            return store;
        using var host = session.Open(statePath);
        return host.Store.Describe();
    }

    private static void Write(TextWriter output, StoreInfo store)
    {
        Row("Store", store.Path);
        Row("Why there", store.Reason);
        Row("Exists", store.Exists ? "yes" : "no, not yet");
        Row("Id", store.StoreId?.ToString());
        Row("Schema", store.SchemaVersion?.ToString(CultureInfo.InvariantCulture));
        Row("Size", store.SizeBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:N0} KiB") : null);
        Row("Key", store.KeySource);
        Row("Services", store.Services is { } services ? $"{services}, with {store.OpenOperations} open operations" : null);
        Row("Journal", store.JournalRetentionDays is { } days ? $"kept for {days} days" : null);
        Row("Created", store.CreatedAt?.ToString("u", CultureInfo.InvariantCulture));

        void Row(string name, string? value)
        {
            if (value is not null)
                output.WriteLine($"{name,-10} {value}");
        }
    }
}
