using System.Globalization;

namespace Provisioning.Lab;

/// <summary>All chance in the data centre, from one seed.</summary>
internal sealed class LabRandom(int seed)
{
    private readonly Random _random = new(seed);

    public double NextDouble() => _random.NextDouble();

    public int Next(int limit) => _random.Next(limit);

    public string Hex(int digits)
    {
        var text = string.Empty;
        while (text.Length < digits) text += _random.Next(16).ToString("x", CultureInfo.InvariantCulture);
        return text;
    }

    public string Uuid() => $"{Hex(8)}-{Hex(4)}-4{Hex(3)}-a{Hex(3)}-{Hex(12)}";

    public string Mac(string prefix)
    {
        var rest = string.Join(':', Enumerable.Range(0, 3).Select(_ => _random.Next(256).ToString("X2", CultureInfo.InvariantCulture)));
        return $"{prefix}:{rest}";
    }
}
