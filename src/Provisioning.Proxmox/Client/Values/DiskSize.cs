using System.Globalization;

namespace Provisioning.Proxmox.Client;

/// <summary>
/// A size in bytes, read from and written as Proxmox VE does: a number with K, M, G or T (powers of 1024), or plain bytes.
/// Source of the form: <c>PVE::JSONSchema::parse_size</c>.
/// </summary>
/// <param name="Bytes">The size in bytes.</param>
public readonly record struct DiskSize(long Bytes) : IComparable<DiskSize>
{
    private const string Units = "KMGT";

    /// <summary>A size of so many GiB.</summary>
    public static DiskSize FromGiB(int gib) => new((long)gib << 30);

    /// <summary>Reads <c>2G</c>, <c>512M</c>, <c>1.5T</c> or plain bytes; false for anything else, negative or beyond 2^63.</summary>
    public static bool TryParse(string? text, out DiskSize size)
    {
        size = default;
        if (string.IsNullOrEmpty(text) || text.Length > 32) return false;
        var unit = Units.IndexOf(text[^1], StringComparison.Ordinal) + 1;
        var number = unit == 0 ? text.AsSpan() : text.AsSpan(0, text.Length - 1);
        if (number.IsEmpty || !char.IsAsciiDigit(number[0]) || !char.IsAsciiDigit(number[^1])) return false;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
        var factor = 1L << (10 * unit);
        if (value > long.MaxValue / factor) return false;
        size = new DiskSize((long)(value * factor));
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(DiskSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>True when the left one is smaller.</summary>
    public static bool operator <(DiskSize left, DiskSize right) => left.Bytes < right.Bytes;
    /// <summary>True when the left one is larger.</summary>
    public static bool operator >(DiskSize left, DiskSize right) => left.Bytes > right.Bytes;
    /// <summary>True when the left one is not larger.</summary>
    public static bool operator <=(DiskSize left, DiskSize right) => left.Bytes <= right.Bytes;
    /// <summary>True when the left one is not smaller.</summary>
    public static bool operator >=(DiskSize left, DiskSize right) => left.Bytes >= right.Bytes;

    /// <summary>The size in the largest unit that leaves no fraction.</summary>
    public override string ToString()
    {
        var (value, unit) = (Bytes, 0);
        while (unit < Units.Length && value != 0 && value % 1024 == 0)
        {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? value.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{value}{Units[unit - 1]}");
    }
}
