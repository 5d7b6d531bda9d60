using System.Globalization;

namespace Provisioning.Store.Sqlite;

internal sealed partial class UnitOfWork
{
    private const string ZoneColumns =
        "id, name, provider, endpoint, key_name, key_algorithm, ttl, ttl_policy, thumbprints, skip_certificate_check, request_timeout, repair_every, " +
        "hold_addresses_for, notes, registered_at, checked_at, check_due_at, failures, failing_since, rests_until, error";

    private const string OwnedColumns = "zone_id, name, type, service_id, address, data, intent, intended, owned_since, confirmed_at";

    /// <inheritdoc/>
    public IReadOnlyList<DnsZone> DnsZones() => Db.Query($"SELECT {ZoneColumns} FROM dns_zones ORDER BY name, provider, endpoint", ReadZone);

    /// <inheritdoc/>
    public DnsZone? DnsZone(long id) => Db.First($"SELECT {ZoneColumns} FROM dns_zones WHERE id = ?1", ReadZone, id);

    /// <inheritdoc/>
    public IReadOnlyList<NamedService> NamedServices(IReadOnlyCollection<long> ids) => Named("s.id IN (SELECT value FROM json_each(?1))", StoreJson.Write(ids));

    /// <inheritdoc/>
    public IReadOnlyList<NamedService> NamedServicePage(long afterId, int limit) => Named(
        // The end of the page is looked up first: so services come in the order of their table, and nothing is sorted but the addresses of each.
        "s.id > ?1 AND s.id <= (SELECT max(id) FROM (SELECT id FROM services WHERE id > ?1 AND status <> 'Terminated' ORDER BY id LIMIT ?2))", afterId, limit);

    /// <inheritdoc/>
    public IReadOnlyList<long> ServicesWith(IReadOnlyCollection<string> names, IReadOnlyCollection<string> addresses) => Db.Query(
        """
        SELECT id FROM services WHERE fqdn IN (SELECT value FROM json_each(?1)) AND status <> 'Terminated'
        UNION
        SELECT a.service_id FROM addresses a JOIN services s ON s.id = a.service_id
        WHERE a.address IN (SELECT value FROM json_each(?2)) AND a.released_at IS NULL AND s.status <> 'Terminated'
        """,
        static row => row.Long(0), StoreJson.Write([.. names]), StoreJson.Write([.. addresses]));

    /// <inheritdoc/>
    public IReadOnlyList<OwnedRecord> OwnedRecords(long? zoneId) => zoneId is { } zone
        ? Db.Query($"SELECT {OwnedColumns} FROM dns_records WHERE zone_id = ?1 ORDER BY name, type", ReadOwned, zone)
        : Db.Query($"SELECT {OwnedColumns} FROM dns_records ORDER BY zone_id, name, type", ReadOwned);

    /// <inheritdoc/>
    public IReadOnlyList<OwnedRecord> OwnedRecordsOf(IReadOnlyCollection<long> serviceIds) => Db.Query(
        $"SELECT {OwnedColumns} FROM dns_records WHERE service_id IN (SELECT value FROM json_each(?1)) ORDER BY zone_id, name, type",
        ReadOwned, StoreJson.Write(serviceIds));

    /// <inheritdoc/>
    public OwnedRecord? OwnedRecord(long zoneId, string name, string type) =>
        Db.First($"SELECT {OwnedColumns} FROM dns_records WHERE zone_id = ?1 AND name = ?2 AND type = ?3", ReadOwned, zoneId, name, type);

    /// <inheritdoc/>
    public int CountOwnedRecords(long zoneId) => (int)Db.Scalar("SELECT count(*) FROM dns_records WHERE zone_id = ?1", zoneId)!.Value;

    /// <inheritdoc/>
    public IReadOnlyList<DnsMark> DueDnsMarks(DateTimeOffset now, IReadOnlyCollection<long>? serviceIds, int limit) => serviceIds is null
        ? Db.Query("SELECT mark, service_id FROM dns_marks WHERE due_at <= ?1 ORDER BY due_at, mark LIMIT ?2", ReadMark, now, limit)
        : Db.Query(
            "SELECT mark, service_id FROM dns_marks WHERE service_id IN (SELECT value FROM json_each(?3)) AND +due_at <= ?1 ORDER BY mark LIMIT ?2",
            ReadMark, now, limit, StoreJson.Write(serviceIds));

    /// <inheritdoc/>
    public DateTimeOffset? NextDnsDueAt(IReadOnlyCollection<long>? serviceIds)
    {
        var next = serviceIds is null
            ? Db.Scalar("SELECT min(at) FROM (SELECT min(due_at) AS at FROM dns_marks UNION ALL SELECT min(max(check_due_at, coalesce(rests_until, 0))) FROM dns_zones)")
            : Db.Scalar("SELECT min(due_at) FROM dns_marks WHERE service_id IN (SELECT value FROM json_each(?1))", StoreJson.Write(serviceIds));
        return next is { } at ? StoredTime.To(at) : null;
    }

    /// <inheritdoc/>
    public IEnumerable<UInt128> HeldBackAddresses(IpFamily family, UInt128 first, UInt128 last, DateTimeOffset now) => Db.Query(
        """
        SELECT DISTINCT p.number FROM dns_pointers p JOIN dns_zones z ON z.id = p.zone_id
        WHERE p.held_back = 1 AND p.family = ?1 AND p.number BETWEEN ?2 AND ?3 AND coalesce(z.failing_since + z.hold_addresses_for, ?4 + 1) > ?4
        ORDER BY p.number
        """,
        static row => row.Number(0), family.ToString(), Bytes(first), Bytes(last), now);

    /// <inheritdoc/>
    public HeldBackAddress? HeldBack(string address) =>
        !IpNumber.TryParse(address, out var family, out var number) ? null : Db.First(
            """
            SELECT p.name, p.type, z.name, z.failing_since FROM dns_pointers p JOIN dns_zones z ON z.id = p.zone_id
            WHERE p.held_back = 1 AND p.family = ?1 AND p.number = ?2 LIMIT 1
            """,
            static row => new HeldBackAddress(row.Text(0), row.Text(1), row.Text(2), row.TimeOrNull(3)), family.ToString(), Bytes(number));

    /// <inheritdoc/>
    public IReadOnlyList<ReverseDns> ReverseNames(long? serviceId, string? address)
    {
        var where = new Where().And("a.released_at IS NULL").AndIf("a.service_id = ?", serviceId).AndIf("a.address = ?", address);
        return Db.Query(
            $"""
            SELECT a.address, coalesce(a.reverse_name, CASE WHEN coalesce(s.domain, '') <> '' THEN lower(s.fqdn) || '.' END), a.service_id, a.reverse_name IS NULL
            FROM addresses a JOIN services s ON s.id = a.service_id {where} ORDER BY a.service_id, a.is_main DESC, a.id
            """,
            static row => new ReverseDns(row.Text(0), row.TextOrNull(1), row.Long(2), row.Bool(3)), where.Values);
    }

    /// <inheritdoc/>
    public long AddDnsZone(DnsZone zone) => Unique(
        () => Db.Scalar(
            """
            INSERT INTO dns_zones (name, provider, endpoint, key_name, key_algorithm, ttl, ttl_policy, thumbprints, skip_certificate_check, request_timeout,
                repair_every, hold_addresses_for, notes, registered_at, check_due_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14)
            RETURNING id
            """,
            zone.Name, zone.Provider.ToString(), zone.Endpoint.ToString(), zone.KeyName, zone.KeyAlgorithm, zone.Ttl, zone.TtlPolicy.ToString(),
            StoreJson.Write(zone.CertificateThumbprints), zone.SkipCertificateCheck, zone.RequestTimeout.Ticks, zone.RepairEvery.Ticks,
            zone.HoldAddressesFor.Ticks, zone.Notes, zone.RegisteredAt)!.Value,
        () => Exists(ErrorIds.DnsZoneExists, $"Zone {zone.Name} is registered at {zone.Provider} {zone.Endpoint} already; change it with Set-DnsZone.", zone.Name));

    /// <inheritdoc/>
    public void SaveDnsZone(DnsZone zone) => Db.Run(
        """
        UPDATE dns_zones SET key_name = ?2, key_algorithm = ?3, ttl = ?4, ttl_policy = ?5, thumbprints = ?6, skip_certificate_check = ?7,
            request_timeout = ?8, repair_every = ?9, hold_addresses_for = ?10, notes = ?11, checked_at = ?12, check_due_at = ?13, failures = ?14,
            failing_since = ?15, rests_until = ?16, error = ?17
        WHERE id = ?1
        """,
        zone.Id, zone.KeyName, zone.KeyAlgorithm, zone.Ttl, zone.TtlPolicy.ToString(), StoreJson.Write(zone.CertificateThumbprints),
        zone.SkipCertificateCheck, zone.RequestTimeout.Ticks, zone.RepairEvery.Ticks, zone.HoldAddressesFor.Ticks, zone.Notes, zone.CheckedAt,
        zone.CheckDueAt, zone.Failures, zone.UnreachableSince, zone.RestsUntil, StoreJson.Write(zone.LastError));

    /// <inheritdoc/>
    public void DeleteDnsZone(long id)
    {
        foreach (var table in (ReadOnlySpan<string>)["dns_pointers", "dns_records", "dns_troubles"]) Db.Run($"DELETE FROM {table} WHERE zone_id = ?1", id);
        Db.Run("DELETE FROM dns_zones WHERE id = ?1", id);
        // Without a zone nobody would ever clear them.
        Db.Run("DELETE FROM dns_marks WHERE NOT EXISTS (SELECT 1 FROM dns_zones)");
    }

    /// <inheritdoc/>
    public bool LeaseDnsZone(long id, string worker, DateTimeOffset now, DateTimeOffset until) => Db.Run(
        "UPDATE dns_zones SET lease_worker = ?2, lease_until = ?4 WHERE id = ?1 AND (lease_until IS NULL OR lease_until <= ?3 OR lease_worker = ?2)",
        id, worker, now, until) == 1;

    /// <inheritdoc/>
    public void ReleaseDnsZone(long id, string worker) =>
        Db.Run("UPDATE dns_zones SET lease_worker = NULL, lease_until = NULL WHERE id = ?1 AND lease_worker = ?2", id, worker);

    /// <inheritdoc/>
    public void SaveOwnedRecord(OwnedRecord record)
    {
        Db.Run(
            """
            INSERT INTO dns_records (zone_id, name, type, service_id, address, data, intent, intended, owned_since, confirmed_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT (zone_id, name, type) DO UPDATE SET service_id = excluded.service_id, address = excluded.address, data = excluded.data,
                intent = excluded.intent, intended = excluded.intended, confirmed_at = excluded.confirmed_at
            """,
            record.ZoneId, record.Name, record.Type, record.ServiceId, record.Address, Text(record.Data), record.Intent?.ToString(), Text(record.Intended),
            record.OwnedSince, record.ConfirmedAt);
        // What is settled points to one address; what is not also to the one before.
        if (record.Intent is null)
            Db.Run("DELETE FROM dns_pointers WHERE zone_id = ?1 AND name = ?2 AND type = ?3 AND address <> ?4", record.ZoneId, record.Name, record.Type, record.Address);
        if (!IpNumber.TryParse(record.Address, out var family, out var number))
            throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"'{record.Address}' of {record.Name} is no address.", record.Name);
        Db.Run(
            """
            INSERT INTO dns_pointers (zone_id, name, type, address, family, number, service_id, held_back)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NOT EXISTS (SELECT 1 FROM addresses WHERE service_id = ?7 AND address = ?4 AND released_at IS NULL))
            ON CONFLICT (zone_id, name, type, address) DO UPDATE SET service_id = excluded.service_id, held_back = excluded.held_back
            """,
            record.ZoneId, record.Name, record.Type, record.Address, family.ToString(), Bytes(number), record.ServiceId);
    }

    /// <inheritdoc/>
    public void DeleteOwnedRecord(long zoneId, string name, string type)
    {
        Db.Run("DELETE FROM dns_pointers WHERE zone_id = ?1 AND name = ?2 AND type = ?3", zoneId, name, type);
        Db.Run("DELETE FROM dns_records WHERE zone_id = ?1 AND name = ?2 AND type = ?3", zoneId, name, type);
    }

    /// <inheritdoc/>
    public void MarkDns(IReadOnlyCollection<long> serviceIds)
    {
        foreach (var id in serviceIds)
        {
            Db.Run("DELETE FROM dns_marks WHERE service_id = ?1", id);
            Db.Run("INSERT INTO dns_marks (service_id, due_at) VALUES (?1, 0)", id);
        }
    }

    /// <inheritdoc/>
    public void ClearDnsMark(long mark) => Db.Run("DELETE FROM dns_marks WHERE mark = ?1", mark);

    /// <inheritdoc/>
    public void PostponeDnsMark(long mark, DateTimeOffset dueAt) => Db.Run("UPDATE dns_marks SET due_at = ?2 WHERE mark = ?1", mark, dueAt);

    /// <inheritdoc/>
    public bool NoteDnsTrouble(long serviceId, long zoneId, string name, string type, string error, DateTimeOffset now) => Db.Run(
        """
        INSERT INTO dns_troubles (service_id, zone_id, name, type, error, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (service_id, zone_id, name, type) DO UPDATE SET error = excluded.error, since = excluded.since WHERE error <> excluded.error
        """,
        serviceId, zoneId, name, type, error, now) == 1;

    /// <inheritdoc/>
    public bool ForgetDnsTrouble(long serviceId, long zoneId, string name, string type) => Db.Run(
        "DELETE FROM dns_troubles WHERE service_id = ?1 AND zone_id = ?2 AND name = ?3 AND type = ?4", serviceId, zoneId, name, type) == 1;

    /// <inheritdoc/>
    public bool HasDnsTroubles() => Db.Scalar("SELECT 1 FROM dns_troubles LIMIT 1") is not null;

    /// <inheritdoc/>
    public void ForgetDnsTroubles(long zoneId) => Db.Run("DELETE FROM dns_troubles WHERE zone_id = ?1 AND name = ''", zoneId);

    /// <inheritdoc/>
    public void SetReverseName(long serviceId, string address, string? name) => Db.Run(
        "UPDATE addresses SET reverse_name = ?3 WHERE service_id = ?1 AND address = ?2 AND released_at IS NULL", serviceId, address, name);

    /// <summary>Services with their addresses, in one statement: a zone of ten thousand names is compared with as many services.</summary>
    private List<NamedService> Named(string which, params ReadOnlySpan<SqlValue> values)
    {
        var named = new List<NamedService>();
        var addresses = new List<NamedAddress>();
        var last = 0L;
        Db.Query(
            $"""
            SELECT s.id, s.host_name, s.domain, a.address, a.family, a.is_main, a.reverse_name
            FROM services s LEFT JOIN addresses a ON a.service_id = s.id AND a.released_at IS NULL
            WHERE {which} AND s.status <> 'Terminated' ORDER BY s.id, a.is_main DESC, a.id
            """,
            row =>
            {
                if (row.Long(0) is var id && id != last) named.Add(new NamedService(last = id, row.Text(1), row.TextOrNull(2), addresses = new(1)));
                if (row.TextOrNull(3) is { } address) addresses.Add(new NamedAddress(address, row.Text(4) == nameof(IpFamily.IPv4) ? IpFamily.IPv4 : IpFamily.IPv6, row.Bool(5), row.TextOrNull(6)));
                return 0;
            },
            values);
        return named;
    }

    /// <summary>TTL and values with blanks between them, which none of them holds: read ten thousand at a time.</summary>
    private static string? Text(DnsRecordData? data) => data is null ? null : string.Create(CultureInfo.InvariantCulture, $"{data.Ttl} {string.Join(' ', data.Values)}");

    private static DnsRecordData? Data(string? text)
    {
        if (text is null) return null;
        var cut = text.IndexOf(' ', StringComparison.Ordinal);
        return new DnsRecordData(int.Parse(text.AsSpan(0, cut), CultureInfo.InvariantCulture), text.IndexOf(' ', cut + 1) < 0 ? [text[(cut + 1)..]] : text[(cut + 1)..].Split(' '));
    }

    private static DnsMark ReadMark(Row row) => new(row.Long(0), row.Long(1));

    private static OwnedRecord ReadOwned(Row row) => new()
    {
        ZoneId = row.Long(0),
        Name = row.Text(1),
        Type = row.Text(2),
        ServiceId = row.Long(3),
        Address = row.Text(4),
        Data = Data(row.TextOrNull(5)),
        Intent = row.WordOrNull<DnsIntent>(6),
        Intended = Data(row.TextOrNull(7)),
        OwnedSince = row.Time(8),
        ConfirmedAt = row.TimeOrNull(9),
    };

    private static DnsZone ReadZone(Row row) => new()
    {
        Id = row.Long(0),
        Name = row.Text(1),
        Provider = row.Word<DnsProviderKind>(2),
        Endpoint = new Uri(row.Text(3)),
        KeyName = row.TextOrNull(4),
        KeyAlgorithm = row.TextOrNull(5),
        Ttl = row.Int(6),
        TtlPolicy = row.Word<DnsTtlPolicy>(7),
        CertificateThumbprints = StoreJson.ReadList(row.Text(8)),
        SkipCertificateCheck = row.Bool(9),
        RequestTimeout = new TimeSpan(row.Long(10)),
        RepairEvery = new TimeSpan(row.Long(11)),
        HoldAddressesFor = new TimeSpan(row.Long(12)),
        Notes = row.TextOrNull(13),
        RegisteredAt = row.Time(14),
        CheckedAt = row.TimeOrNull(15),
        CheckDueAt = row.Time(16),
        Failures = row.Int(17),
        UnreachableSince = row.TimeOrNull(18),
        RestsUntil = row.TimeOrNull(19),
        LastError = StoreJson.ReadError(row.TextOrNull(20)),
    };
}
