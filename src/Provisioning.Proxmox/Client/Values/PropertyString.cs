using System.Collections.Immutable;
using System.Text;

namespace Provisioning.Proxmox.Client;

/// <summary>
/// A property string: <c>value,key=value,…</c>. Order and unknown keys are kept, since keys come and go between
/// versions and a rewritten string must not lose what it does not know. At most one value, mostly the first, has no key.
/// Source of the form: <c>PVE::JSONSchema::parse_property_string</c>.
/// </summary>
public sealed class PropertyString : IEquatable<PropertyString>
{
    private readonly ImmutableArray<KeyValuePair<string, string>> _parts;

    private PropertyString(ImmutableArray<KeyValuePair<string, string>> parts) => _parts = parts;

    /// <summary>No properties.</summary>
    public static PropertyString Empty { get; } = new([]);

    /// <summary>Keys and values in order; the value without a key has an empty one.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parts => _parts;

    /// <summary>The value without a key, e.g. a volume; null when there is none.</summary>
    public string? Unnamed => this[""];

    /// <summary>The value of a key; null when it is absent.</summary>
    public string? this[string key]
    {
        get
        {
            foreach (var part in _parts)
                if (part.Key == key) return part.Value;
            return null;
        }
    }

    /// <summary>Reads any text: what is not <c>key=value</c> is a value without a key, empty parts are dropped.</summary>
    public static PropertyString Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return Empty;
        var parts = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var piece in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = piece.IndexOf('=', StringComparison.Ordinal);
            parts.Add(equals > 0 ? new(piece[..equals], piece[(equals + 1)..]) : new("", piece));
        }
        return new PropertyString(parts.DrainToImmutable());
    }

    /// <summary>The same with a key set: in its place when it is there, at the end otherwise; null removes it.</summary>
    /// <exception cref="ProvisioningException">InvalidValue: key or value cannot stand in a property string.</exception>
    public PropertyString With(string key, string? value)
    {
        if (value is null) return Without(key);
        Check(key, value);
        for (var i = 0; i < _parts.Length; i++)
            if (_parts[i].Key == key) return new PropertyString(_parts.SetItem(i, new(key, value)));
        var added = new KeyValuePair<string, string>(key, value);
        return new PropertyString(key.Length == 0 ? _parts.Insert(0, added) : _parts.Add(added));
    }

    /// <summary>The same without a key.</summary>
    public PropertyString Without(string key) => new(_parts.RemoveAll(part => part.Key == key));

    /// <inheritdoc/>
    public bool Equals(PropertyString? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PropertyString);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The string as it is sent.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (key, value) in _parts)
        {
            if (text.Length > 0) text.Append(',');
            if (key.Length > 0) text.Append(key).Append('=');
            text.Append(value);
        }
        return text.ToString();
    }

    private static void Check(string key, string value)
    {
        var bad = value.Trim().Length != value.Length || value.Length == 0 || HasControl(value) || value.Contains(',', StringComparison.Ordinal)
            || HasControl(key) || key.AsSpan().IndexOfAny(" ,=") >= 0
            || (key.Length == 0 && value.IndexOf('=', StringComparison.Ordinal) > 0);
        if (bad) throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid,
            $"'{value}' cannot be the value of '{key}': a property takes one line without commas and outer spaces.", key);
    }

    private static bool HasControl(string text)
    {
        foreach (var c in text)
            if (char.IsControl(c)) return true;
        return false;
    }
}
