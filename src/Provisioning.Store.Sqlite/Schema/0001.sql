-- Times are 100 ns since 1970 in UTC: datetime(x / 10000000, 'unixepoch').
-- Enumerations are kept by name, so that a row can be read without the program.

CREATE TABLE store (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    store_id       TEXT    NOT NULL,
    life           INTEGER NOT NULL,
    machine        TEXT    NOT NULL,
    path           TEXT    NOT NULL,
    file           TEXT    NOT NULL,
    key_check      BLOB    NOT NULL,
    retention_days INTEGER NOT NULL CHECK (retention_days BETWEEN 1 AND 3650),
    created_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE clients (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    user_name     TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    name          TEXT,
    company       TEXT,
    email         TEXT,
    phone         TEXT,
    fax           TEXT,
    address       TEXT,
    city          TEXT,
    postcode      TEXT,
    country       TEXT,
    custom_fields TEXT    NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE servers (
    name                   TEXT    NOT NULL PRIMARY KEY COLLATE NOCASE,
    kind                   TEXT    NOT NULL,
    endpoints              TEXT    NOT NULL,
    authentication         TEXT    NOT NULL,
    user_name              TEXT    NOT NULL,
    thumbprints            TEXT    NOT NULL,
    skip_certificate_check INTEGER NOT NULL,
    max_clones_per_node    INTEGER NOT NULL,
    request_timeout        INTEGER NOT NULL,
    notes                  TEXT,
    registered_at          INTEGER NOT NULL,
    version                TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE packages (
    kind       TEXT    NOT NULL,
    name       TEXT    NOT NULL COLLATE NOCASE,
    server     TEXT    COLLATE NOCASE,
    json       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE pools (
    name          TEXT    NOT NULL PRIMARY KEY COLLATE NOCASE,
    server        TEXT    NOT NULL COLLATE NOCASE,
    family        TEXT    NOT NULL,
    start         TEXT    NOT NULL,
    stop          TEXT    NOT NULL,
    prefix_length INTEGER NOT NULL,
    gateway       TEXT    NOT NULL,
    bridge        TEXT    NOT NULL,
    vlan          INTEGER NOT NULL,
    dns_servers   TEXT    NOT NULL,
    excluded      TEXT    NOT NULL,
    size          INTEGER NOT NULL,
    reverse_zone  TEXT
) STRICT, WITHOUT ROWID;

-- Client, server and package are no foreign keys: the record of a terminated service outlives them.
CREATE TABLE services (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT    NOT NULL,
    status          TEXT    NOT NULL,
    local_status    TEXT    NOT NULL,
    client_id       INTEGER NOT NULL,
    package         TEXT    NOT NULL COLLATE NOCASE,
    server          TEXT    NOT NULL COLLATE NOCASE,
    node            TEXT,
    remote_id       TEXT,
    host_name       TEXT    NOT NULL COLLATE NOCASE,
    domain          TEXT    COLLATE NOCASE,
    remote_status   TEXT,
    remote_lock     TEXT,
    unchecked       INTEGER NOT NULL,
    order_reference TEXT,
    created_at      INTEGER NOT NULL,
    ready_at        INTEGER,
    -- When it has to be paid for, what rules have asked for since that was set, and why it was held back last. Written by statements of
    -- their own, like the notes: an admin changes them while a worker holds the row.
    due_date        INTEGER,
    renewal_asked   TEXT    NOT NULL DEFAULT 'None',
    suspended_for   TEXT,
    operation_id    INTEGER,
    due_at          INTEGER,
    watching        INTEGER NOT NULL,
    lease_worker    TEXT,
    lease_until     INTEGER,
    fence           INTEGER NOT NULL DEFAULT 0,
    last_tick       TEXT,
    ticks           INTEGER NOT NULL DEFAULT 0,
    remote_calls    INTEGER NOT NULL DEFAULT 0,
    fqdn            TEXT    COLLATE NOCASE GENERATED ALWAYS AS (host_name || coalesce('.' || nullif(domain, ''), '')) VIRTUAL,
    -- What faces show of a driver's data, which calls it Options if it has any: kept apart so that a list need not read all of it.
    options         TEXT    GENERATED ALWAYS AS (CASE WHEN json_valid(data) THEN nullif(json_extract(data, '$.Options'), '{}') END) STORED,
    -- Last, because they can be long: a walk over the rows then leaves their overflow pages alone.
    data            TEXT    NOT NULL,
    admin_notes     TEXT
) STRICT;

-- A service is in one of these two or, with nothing left to do, in neither.
CREATE INDEX services_due ON services (watching, due_at) WHERE due_at IS NOT NULL AND operation_id IS NOT NULL AND lease_until IS NULL;
CREATE INDEX services_leased ON services (lease_until, due_at, watching) WHERE lease_until IS NOT NULL;
CREATE UNIQUE INDEX services_order ON services (order_reference) WHERE order_reference IS NOT NULL;
CREATE INDEX services_fqdn ON services (fqdn, status);
CREATE INDEX services_host_name ON services (host_name);
CREATE INDEX services_client ON services (client_id, status);
CREATE INDEX services_server ON services (server, status);
CREATE INDEX services_package ON services (package, status);
-- Ends at the due date, so that rules find whom they hit and pass nobody else.
CREATE INDEX services_renewal ON services (kind, package, renewal_asked, status, due_date) WHERE due_date IS NOT NULL;

CREATE TABLE operations (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    service_id    INTEGER NOT NULL REFERENCES services (id),
    name          TEXT    NOT NULL,
    origin        TEXT    NOT NULL,
    entered_from  TEXT,
    state         TEXT    NOT NULL,
    step_index    INTEGER NOT NULL,
    step          TEXT,
    step_count    INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    failing_since INTEGER,
    unsettled     TEXT,
    task          TEXT,
    task_since    INTEGER,
    waiting_for   TEXT,
    waiting_slot  TEXT,
    arguments     TEXT    NOT NULL,
    error         TEXT,
    created_at    INTEGER NOT NULL,
    started_at    INTEGER,
    ended_at      INTEGER
) STRICT;

CREATE INDEX operations_service ON operations (service_id, state);
CREATE INDEX operations_open ON operations (state, service_id) WHERE state NOT IN ('Succeeded', 'Cancelled');
CREATE INDEX operations_slot ON operations (waiting_slot) WHERE waiting_slot IS NOT NULL;

CREATE TABLE journal (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,
    event        TEXT    NOT NULL,
    service_id   INTEGER NOT NULL,
    operation_id INTEGER,
    operation    TEXT,
    step         TEXT,
    from_status  TEXT,
    to_status    TEXT,
    message      TEXT    NOT NULL,
    duration_ms  REAL,
    task         TEXT,
    error_id     TEXT,
    worker       TEXT
) STRICT;

CREATE INDEX journal_service ON journal (service_id);

CREATE TABLE calls (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,
    server       TEXT    NOT NULL,
    endpoint     TEXT,
    method       TEXT    NOT NULL,
    path         TEXT    NOT NULL,
    status       INTEGER,
    duration_ms  REAL    NOT NULL,
    attempt      INTEGER NOT NULL,
    parameters   TEXT,
    error        TEXT,
    service_id   INTEGER,
    operation_id INTEGER,
    step         TEXT
) STRICT;

CREATE INDEX calls_service ON calls (service_id) WHERE service_id IS NOT NULL;
CREATE INDEX calls_failed ON calls (id) WHERE error IS NOT NULL OR status IS NULL OR status >= 400;

CREATE TABLE addresses (
    id            INTEGER PRIMARY KEY,
    server        TEXT    NOT NULL COLLATE NOCASE,
    family        TEXT    NOT NULL,
    number        BLOB    NOT NULL CHECK (length(number) = 16),
    address       TEXT    NOT NULL,
    pool          TEXT    NOT NULL COLLATE NOCASE,
    service_id    INTEGER NOT NULL REFERENCES services (id),
    is_main       INTEGER NOT NULL,
    prefix_length INTEGER NOT NULL,
    gateway       TEXT,
    bridge        TEXT,
    vlan          INTEGER NOT NULL,
    dns_servers   TEXT    NOT NULL,
    assigned_at   INTEGER NOT NULL,
    released_at   INTEGER,
    -- The host name that it points back to; null is the service's own.
    reverse_name  TEXT
) STRICT;

CREATE UNIQUE INDEX addresses_held ON addresses (server, family, number) WHERE released_at IS NULL;
CREATE INDEX addresses_pool ON addresses (pool) WHERE released_at IS NULL;
CREATE INDEX addresses_service ON addresses (service_id);
CREATE INDEX addresses_address ON addresses (address);

CREATE TABLE remote_ids (
    server     TEXT    NOT NULL COLLATE NOCASE,
    remote_id  TEXT    NOT NULL,
    service_id INTEGER NOT NULL REFERENCES services (id),
    PRIMARY KEY (server, remote_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX remote_ids_service ON remote_ids (service_id);

CREATE TABLE secrets (
    name   TEXT NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pace (
    resource   TEXT    NOT NULL PRIMARY KEY,
    slots      INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Things that all processes together do only now and then.
CREATE TABLE turns (
    name     TEXT    NOT NULL PRIMARY KEY,
    taken_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE slots (
    resource     TEXT    NOT NULL,
    operation_id INTEGER NOT NULL REFERENCES operations (id),
    seen_at      INTEGER NOT NULL,
    PRIMARY KEY (resource, operation_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX slots_operation ON slots (operation_id);

-- DNS. A zone at one provider is a row; the same zone at two providers is two.
CREATE TABLE dns_zones (
    id                     INTEGER PRIMARY KEY AUTOINCREMENT,
    name                   TEXT    NOT NULL,
    provider               TEXT    NOT NULL,
    endpoint               TEXT    NOT NULL,
    key_name               TEXT,
    key_algorithm          TEXT,
    ttl                    INTEGER NOT NULL,
    ttl_policy             TEXT    NOT NULL,
    thumbprints            TEXT    NOT NULL,
    skip_certificate_check INTEGER NOT NULL,
    request_timeout        INTEGER NOT NULL,
    repair_every           INTEGER NOT NULL,
    hold_addresses_for     INTEGER NOT NULL,
    notes                  TEXT,
    registered_at          INTEGER NOT NULL,
    checked_at             INTEGER,
    check_due_at           INTEGER NOT NULL,
    failures               INTEGER NOT NULL DEFAULT 0,
    failing_since          INTEGER,
    rests_until            INTEGER,
    error                  TEXT,
    lease_worker           TEXT,
    lease_until            INTEGER,
    UNIQUE (name, provider, endpoint)
) STRICT;

-- Record sets that are ours. A row is there before the first write: intent says what was about to be done, until that is settled.
CREATE TABLE dns_records (
    zone_id      INTEGER NOT NULL REFERENCES dns_zones (id),
    name         TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    service_id   INTEGER NOT NULL,
    address      TEXT    NOT NULL,
    data         TEXT,
    intent       TEXT,
    intended     TEXT,
    owned_since  INTEGER NOT NULL,
    confirmed_at INTEGER,
    PRIMARY KEY (zone_id, name, type)
) STRICT, WITHOUT ROWID;

CREATE INDEX dns_records_service ON dns_records (service_id);

-- Every address that such a record points to, or may point to while a write is not settled.
-- Held back: the service that it was made for holds the address no longer, so nobody else may get it yet.
CREATE TABLE dns_pointers (
    zone_id    INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    type       TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    family     TEXT    NOT NULL,
    number     BLOB    NOT NULL CHECK (length(number) = 16),
    service_id INTEGER NOT NULL,
    held_back  INTEGER NOT NULL,
    PRIMARY KEY (zone_id, name, type, address)
) STRICT, WITHOUT ROWID;

CREATE INDEX dns_pointers_held_back ON dns_pointers (family, number) WHERE held_back = 1;
CREATE INDEX dns_pointers_service ON dns_pointers (service_id, address);

-- Services whose records may be out of step. A new mark is a new row: who clears one by its number clears no later one.
CREATE TABLE dns_marks (
    mark       INTEGER PRIMARY KEY AUTOINCREMENT,
    service_id INTEGER NOT NULL UNIQUE,
    due_at     INTEGER NOT NULL
) STRICT;

CREATE INDEX dns_marks_due ON dns_marks (due_at);

-- What the journal has been told already, so that it is told once.
CREATE TABLE dns_troubles (
    service_id INTEGER NOT NULL,
    zone_id    INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    type       TEXT    NOT NULL,
    error      TEXT    NOT NULL,
    since      INTEGER NOT NULL,
    PRIMARY KEY (service_id, zone_id, name, type)
) STRICT, WITHOUT ROWID;

-- Marks are set by the store itself, in the transaction of the change: no code path can forget to. Without a zone there is nothing to mark;
-- a zone that is entered is looked at as a whole.
CREATE TRIGGER dns_service_changed AFTER UPDATE OF host_name, domain, status ON services
WHEN (NEW.host_name IS NOT OLD.host_name OR NEW.domain IS NOT OLD.domain OR (NEW.status = 'Terminated') <> (OLD.status = 'Terminated'))
    AND EXISTS (SELECT 1 FROM dns_zones)
BEGIN
    DELETE FROM dns_marks WHERE service_id = NEW.id;
    INSERT INTO dns_marks (service_id, due_at) VALUES (NEW.id, 0);
END;

CREATE TRIGGER dns_address_taken AFTER INSERT ON addresses
WHEN EXISTS (SELECT 1 FROM dns_zones)
BEGIN
    UPDATE dns_pointers SET held_back = 0 WHERE service_id = NEW.service_id AND address = NEW.address;
    DELETE FROM dns_marks WHERE service_id = NEW.service_id;
    INSERT INTO dns_marks (service_id, due_at) VALUES (NEW.service_id, 0);
END;

CREATE TRIGGER dns_address_changed AFTER UPDATE OF released_at, is_main, reverse_name ON addresses
WHEN (NEW.released_at IS NOT OLD.released_at OR NEW.is_main IS NOT OLD.is_main OR NEW.reverse_name IS NOT OLD.reverse_name)
    AND EXISTS (SELECT 1 FROM dns_zones)
BEGIN
    UPDATE dns_pointers SET held_back = NEW.released_at IS NOT NULL WHERE service_id = NEW.service_id AND address = NEW.address;
    DELETE FROM dns_marks WHERE service_id = NEW.service_id;
    INSERT INTO dns_marks (service_id, due_at) VALUES (NEW.service_id, 0);
END;

-- The tick asks for what is due; a row without times is due once.
CREATE TABLE schedules (
    service_id   INTEGER NOT NULL REFERENCES services (id),
    name         TEXT    NOT NULL,
    operation    TEXT    NOT NULL,
    times        TEXT    NOT NULL,
    time_zone    TEXT    NOT NULL,
    arguments    TEXT    NOT NULL,
    next_at      INTEGER,
    last_at      INTEGER,
    last_outcome TEXT,
    PRIMARY KEY (service_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX schedules_due ON schedules (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX schedules_name ON schedules (name, service_id);
