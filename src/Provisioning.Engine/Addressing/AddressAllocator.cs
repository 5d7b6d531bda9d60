namespace Provisioning.Engine;

/// <summary>
/// Hands out addresses inside one transaction, the lowest free one first. Good for one transaction:
/// it remembers how far it came, so a batch of orders walks a pool once.
/// </summary>
internal sealed class AddressAllocator(IStateWriter writer, DateTimeOffset now)
{
    private readonly Dictionary<string, IReadOnlyList<Cursor>> _servers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gives a service addresses; the first one of a family that it gets becomes its main one unless it has one.</summary>
    public void Assign(string server, long serviceId, AddressNeed need, int count, bool hasMain)
    {
        for (var i = 0; i < count; i++)
        {
            var (pool, number) = Next(server, need);
            TellOfOverdueRecord(serviceId, IpNumber.Format(need.Family, number));
            writer.AssignAddress(new IpAssignment
            {
                Address = IpNumber.Format(need.Family, number),
                Family = need.Family,
                Pool = pool.Name,
                Server = pool.Server,
                ServiceId = serviceId,
                IsMain = !hasMain,
                PrefixLength = pool.PrefixLength,
                Gateway = pool.Gateway,
                Bridge = pool.Bridge,
                Vlan = pool.Vlan,
                DnsServers = pool.DnsServers,
                AssignedAt = now,
            }, number);
            hasMain = true;
        }
    }

    /// <summary>Makes a service hold exactly what it needs: keeps what fits, takes what is missing, gives back the surplus (main ones last).</summary>
    public bool Ensure(string server, long serviceId, IReadOnlyList<AddressNeed> needs, IReadOnlyList<IpAssignment> held)
    {
        var changed = false;
        foreach (var family in new[] { IpFamily.IPv4, IpFamily.IPv6 })
        {
            var need = needs.FirstOrDefault(n => n.Family == family) ?? new AddressNeed(family, 0);
            var mine = held.Where(a => a.Family == family).OrderByDescending(a => a.IsMain).ToList();
            if (mine.Count < need.Count)
            {
                Assign(server, serviceId, need, need.Count - mine.Count, mine.Any(a => a.IsMain));
                changed = true;
            }
            else if (mine.Count > need.Count)
            {
                writer.ReleaseAddresses(serviceId, [.. mine.Skip(need.Count).Select(a => a.Address)], now);
                changed = true;
            }
        }
        return changed;
    }

    /// <summary>A record of ours may still point to it when its zone could not be used for so long that the address was not held back any longer.</summary>
    private void TellOfOverdueRecord(long serviceId, string address)
    {
        if (writer.HeldBack(address) is not { } record) return;
        writer.AddJournal([new JournalEntry
        {
            At = now, Event = JournalEvent.Note, ServiceId = serviceId, ErrorId = ErrorIds.DnsRecordLeft,
            Message = $"{address} is handed out although {record.Name} {record.Type} in zone {record.Zone} may still point to it: the zone can't be used since {record.UnusableSince:u}",
        }]);
    }

    private (IpPool Pool, UInt128 Number) Next(string server, AddressNeed need)
    {
        if (!_servers.TryGetValue(server, out var cursors))
            _servers[server] = cursors = [.. writer.Pools(server).Select(pool => new Cursor(writer, new PoolRange(pool), now))];
        var fitting = cursors.Where(c => Fits(c.Range.Pool, need)).ToList();
        if (fitting.Count == 0)
            throw new ProvisioningException(ErrorIds.NoFittingPool, ErrorKind.Quota,
                $"Server '{server}' has no {need.Family} pool{Where(need)}; create one with New-IpPool.", server);
        foreach (var cursor in fitting)
            if (cursor.TryNext(out var number)) return (cursor.Range.Pool, number);
        throw new ProvisioningException(ErrorIds.NoFreeAddress, ErrorKind.Quota,
            $"No free {need.Family} address in {string.Join(", ", fitting.Select(c => $"'{c.Range.Pool.Name}'"))} of server '{server}'{HeldBack(fitting)}; enlarge a pool or add one with New-IpPool.", server);
    }

    private static string HeldBack(IReadOnlyList<Cursor> pools) => pools.Sum(c => c.Range.Pool.HeldBack) is > 0 and var count
        ? $" ({count} wait until no DNS record points to them: Get-DnsRecord)" : "";

    private static bool Fits(IpPool pool, AddressNeed need) =>
        pool.Family == need.Family
        && (need.Bridge is null || string.Equals(pool.Bridge, need.Bridge, StringComparison.Ordinal))
        && (need.Vlan is null || pool.Vlan == need.Vlan);

    private static string Where(AddressNeed need) =>
        (need.Bridge is null ? "" : $" on bridge {need.Bridge}") + (need.Vlan is null ? "" : $" with VLAN {need.Vlan}");

    private sealed class Cursor(IStateReader reader, PoolRange range, DateTimeOffset now)
    {
        private HashSet<UInt128>? _held;
        private UInt128 _next = range.First;
        private bool _spent;

        public PoolRange Range => range;

        public bool TryNext(out UInt128 number)
        {
            _held ??=
            [
                .. reader.HeldAddresses(range.Pool.Server, range.Pool.Family, range.First, range.Last),
                .. reader.HeldBackAddresses(range.Pool.Family, range.First, range.Last, now),
            ];
            if (!_spent)
                foreach (var candidate in range.From(_next))
                {
                    if (_held.Contains(candidate)) continue;
                    number = candidate;
                    _spent = candidate == range.Last;
                    _next = _spent ? candidate : candidate + 1;
                    return true;
                }
            _spent = true;
            number = 0;
            return false;
        }
    }
}
