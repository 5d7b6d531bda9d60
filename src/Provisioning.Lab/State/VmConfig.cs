using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>The configuration file of a VM: options, changes that wait for the next start, and snapshots.</summary>
internal sealed class VmConfig
{
    public SortedDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Pending { get; } = new(StringComparer.Ordinal);

    /// <summary>Options whose removal waits for the next start.</summary>
    public SortedSet<string> PendingDeletes { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, VmSnapshot> Snapshots { get; } = new(StringComparer.Ordinal);

    /// <summary>The snapshot the current state descends from.</summary>
    public string? Parent { get; set; }

    public string? this[string option]
    {
        get => Values.GetValueOrDefault(option);
        set
        {
            if (value is null) Values.Remove(option);
            else Values[option] = value;
        }
    }

    public string? Lock => this["lock"];

    public bool IsTemplate => this["template"] == "1";

    public bool IsOn(string option) => this[option] == "1";

    public IEnumerable<string> Drives => Values.Keys.Where(VmOptions.IsDrive);

    public long MemoryBytes => (long.TryParse(this["memory"]?.Replace("current=", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out var mib) ? mib : 512) << 20;

    public int Cpus => Number("sockets", 1) * Number("cores", 1);

    /// <summary>SHA-1 of the file, as the API reports it.</summary>
    public string Digest => Convert.ToHexStringLower(Sha1(Write()));

    /// <summary>The options with the changes that wait merged in.</summary>
    public SortedDictionary<string, string> Merged()
    {
        var merged = new SortedDictionary<string, string>(Values, StringComparer.Ordinal);
        foreach (var (option, value) in Pending) merged[option] = value;
        foreach (var option in PendingDeletes) merged.Remove(option);
        return merged;
    }

    /// <summary>One option as JSON: numeric ones as numbers, the password blotted out.</summary>
    public static JToken ToJson(string option, string value)
    {
        if (option == "cipassword") return "**********";
        return VmOptions.Table.Find(option) is { IsNumeric: true } && double.TryParse(value, CultureInfo.InvariantCulture, out var number)
            ? number == Math.Floor(number) ? (long)number : number
            : value;
    }

    private int Number(string option, int unset) => int.TryParse(this[option], CultureInfo.InvariantCulture, out var number) ? number : unset;

    private string Write()
    {
        var text = new StringBuilder();
        foreach (var (option, value) in Values) text.Append(option).Append(": ").Append(value).Append('\n');
        if (Parent is not null) text.Append("parent: ").Append(Parent).Append('\n');
        if (Pending.Count + PendingDeletes.Count > 0) text.Append("\n[PENDING]\n");
        if (PendingDeletes.Count > 0) text.Append("delete: ").AppendJoin(',', PendingDeletes).Append('\n');
        foreach (var (option, value) in Pending) text.Append(option).Append(": ").Append(value).Append('\n');
        foreach (var (name, snapshot) in Snapshots)
        {
            text.Append("\n[").Append(name).Append("]\n").Append("snaptime: ").Append(snapshot.Time).Append('\n');
            foreach (var (option, value) in snapshot.Values) text.Append(option).Append(": ").Append(value).Append('\n');
        }
        return text.ToString();
    }

    // The API's own digest is SHA-1; nothing here relies on its strength.
#pragma warning disable CA5350
    internal static byte[] Sha1(string text) => SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
}

/// <summary>One snapshot of a VM.</summary>
internal sealed record VmSnapshot(IReadOnlyDictionary<string, string> Values, long Time, string? Parent)
{
    public string? Description { get; set; }
    public bool WithMemory { get; init; }
}
