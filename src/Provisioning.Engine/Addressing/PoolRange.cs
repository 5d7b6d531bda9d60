namespace Provisioning.Engine;

/// <summary>The numbers behind a pool: its range and what in it is never handed out.</summary>
public sealed class PoolRange
{
    private readonly SortedSet<UInt128> _barred = [];

    /// <summary>Reads a pool that was checked.</summary>
    public PoolRange(IpPool pool)
    {
        Pool = pool;
        First = Number(pool.Start);
        Last = Number(pool.Stop);
        Bar(Number(pool.Gateway));
        foreach (var address in pool.Excluded) Bar(Number(address));
        var bits = pool.Family == IpFamily.IPv4 ? 32 : 128;
        var hosts = bits - pool.PrefixLength;
        if (pool.Family == IpFamily.IPv4 && hosts > 1)
        {
            var mask = (UInt128.One << hosts) - 1;
            Bar(First & ~mask);
            Bar(First | mask);
        }
        else if (pool.Family == IpFamily.IPv6 && hosts is > 1 and < 128)
        {
            // The subnet-router anycast address (RFC 4291 §2.6.1).
            Bar(First & ~((UInt128.One << hosts) - 1));
        }
    }

    /// <summary>The pool.</summary>
    public IpPool Pool { get; }

    /// <summary>First number of the range.</summary>
    public UInt128 First { get; }

    /// <summary>Last number of the range.</summary>
    public UInt128 Last { get; }

    /// <summary>How many addresses can be handed out in all.</summary>
    public long Size
    {
        get
        {
            var size = Last - First + 1 - (UInt128)_barred.Count;
            return Last - First > long.MaxValue || size > long.MaxValue ? long.MaxValue : (long)size;
        }
    }

    /// <summary>Whether the address may be handed out.</summary>
    public bool Serves(UInt128 number) => number >= First && number <= Last && !_barred.Contains(number);

    /// <summary>Walks the numbers that may be handed out, ascending from a number on.</summary>
    public IEnumerable<UInt128> From(UInt128 start)
    {
        for (var number = start < First ? First : start; number <= Last; number++)
        {
            if (!_barred.Contains(number)) yield return number;
            if (number == Last) yield break;
        }
    }

    private void Bar(UInt128 number)
    {
        if (number >= First && number <= Last) _barred.Add(number);
    }

    private static UInt128 Number(string address) => IpNumber.TryParse(address, out _, out var number)
        ? number
        : throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"A pool in the store holds '{address}', which is no address; correct it with Set-IpPool.");
}
