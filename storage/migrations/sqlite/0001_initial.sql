-- The first schema. Instants are microseconds since the Unix epoch, UTC; intervals are half-open.
--
-- What is on the path of every booking is kept narrow: rows and keys that grow at the end of their
-- tree share pages between the bodies of one batch, keys in random places cost a page each. So
-- counters that change with each booking live apart from the wide rows of the resources, and an
-- index exists only where a query of that path or of a screen needs it.

-- Facts about this database: 'secret' (32 random bytes).
CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Where the change log ends. Written once in each commit, read at the begin of each transaction.
CREATE TABLE head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL CHECK (sequence >= 0),
  revision INTEGER NOT NULL CHECK (revision BETWEEN 0 AND sequence),
  time INTEGER NOT NULL,             -- of the last commit; never goes back
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  travel_revision INTEGER NOT NULL CHECK (travel_revision BETWEEN 0 AND revision),
  fence INTEGER NOT NULL DEFAULT 0   -- counts commits that shut out one whose outcome was unknown
) STRICT;

-- Documents: the encoded message and the columns extracted from it. Never deleted, only marked.
CREATE TABLE entities (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  kind TEXT NOT NULL CHECK (kind <> ''),
  uid TEXT NOT NULL,
  parent TEXT NOT NULL,              -- '' at the top
  version INTEGER NOT NULL CHECK (version > 0),
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  delete_time INTEGER NOT NULL,      -- 0: not deleted
  state TEXT NOT NULL,
  starts INTEGER NOT NULL,           -- both 0 where the kind has no time
  ends INTEGER NOT NULL,
  level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
  listed INTEGER NOT NULL CHECK (listed >= 0),  -- rows in entity_access
  folded_title TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  body BLOB NOT NULL,
  CHECK (starts <= ends)
) STRICT;
CREATE INDEX entities_by_kind ON entities (kind, name);
CREATE INDEX entities_by_parent ON entities (parent, kind, name) WHERE parent <> '';
CREATE INDEX entities_by_start ON entities (kind, starts, name) WHERE starts < ends;

-- Need to know, in the order given.
CREATE TABLE entity_access (
  entity INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  principal TEXT NOT NULL CHECK (principal <> ''),
  PRIMARY KEY (entity, position)
) STRICT, WITHOUT ROWID;

-- Resources and stock items, as booking sees them. Never deleted, only inactive.
CREATE TABLE resources (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  kind TEXT NOT NULL,
  role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 2),
  model INTEGER NOT NULL CHECK (model BETWEEN 1 AND 4),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  seats INTEGER NOT NULL CHECK (seats >= 0),
  rules_revision INTEGER NOT NULL CHECK (rules_revision > 0),  -- the write that put `rules`
  rules BLOB NOT NULL                -- letan.internal.v1.StoredResource
) STRICT;
CREATE INDEX resources_by_kind ON resources (kind, name);

-- What changes with every booking of a resource.
CREATE TABLE resource_load (
  resource INTEGER PRIMARY KEY REFERENCES resources (id) ON DELETE CASCADE,
  version INTEGER NOT NULL CHECK (version >= 0),  -- one more at each change of its bookings
  longest INTEGER NOT NULL CHECK (longest >= 0)   -- length of the longest booking there ever was
) STRICT;

CREATE TABLE resource_abilities (
  ability TEXT NOT NULL CHECK (ability <> ''),
  resource INTEGER NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
  PRIMARY KEY (ability, resource)
) STRICT, WITHOUT ROWID;

-- Live bookings and holds; released, expired and settled ones leave.
CREATE TABLE bookings (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  resource INTEGER NOT NULL REFERENCES resources (id),
  starts INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  expire_time INTEGER NOT NULL,      -- 0 where confirmed
  place TEXT NOT NULL,
  owner TEXT NOT NULL,
  group_name TEXT NOT NULL,
  state INTEGER NOT NULL,            -- 1 held, 2 confirmed
  activity TEXT NOT NULL,
  owner_label TEXT NOT NULL,
  level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
  listed INTEGER NOT NULL CHECK (listed >= 0),  -- rows in booking_access
  party_size INTEGER NOT NULL CHECK (party_size >= 0),
  override_authority TEXT NOT NULL,
  override_reason TEXT NOT NULL,
  override_granted INTEGER NOT NULL CHECK (override_granted IN (0, 1)),  -- when it was made
  version INTEGER NOT NULL CHECK (version > 0),
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  CHECK (starts < ends),
  CHECK ((state = 1 AND expire_time > 0) OR (state = 2 AND expire_time = 0))
) STRICT;
-- Neighbours of an interval, and sums of quantities from the index alone.
CREATE INDEX bookings_by_resource ON bookings (resource, starts, ends, quantity, expire_time);
-- The driver of a vehicle; the programme of a delegation.
CREATE INDEX bookings_by_owner ON bookings (owner, starts) WHERE owner <> '';
CREATE INDEX bookings_by_activity ON bookings (activity) WHERE activity <> '';
CREATE INDEX bookings_by_group ON bookings (group_name) WHERE group_name <> '';
CREATE INDEX bookings_by_expiry ON bookings (expire_time) WHERE expire_time > 0;

CREATE TABLE booking_access (
  booking INTEGER NOT NULL REFERENCES bookings (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  principal TEXT NOT NULL CHECK (principal <> ''),
  PRIMARY KEY (booking, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_movements (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  item INTEGER NOT NULL REFERENCES resources (id),
  delta INTEGER NOT NULL CHECK (delta <> 0),
  at INTEGER NOT NULL,
  booking TEXT NOT NULL,             -- the booking that it settled; '' for none
  reason TEXT NOT NULL,
  kind TEXT NOT NULL,
  create_time INTEGER NOT NULL
) STRICT;
CREATE INDEX stock_movements_by_item ON stock_movements (item, at, delta);

CREATE TABLE travel_times (
  from_place TEXT NOT NULL CHECK (from_place <> ''),
  to_place TEXT NOT NULL CHECK (to_place <> ''),
  duration INTEGER NOT NULL CHECK (duration >= 0),
  PRIMARY KEY (from_place, to_place)
) STRICT, WITHOUT ROWID;

-- The change log. Only ever appended to.
CREATE TABLE changes (
  sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  time INTEGER NOT NULL,
  actor TEXT NOT NULL,
  method TEXT NOT NULL,
  kind TEXT NOT NULL,
  entity TEXT NOT NULL,
  before BLOB NOT NULL,
  after BLOB NOT NULL,
  request_id TEXT NOT NULL,
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Answers of the last day, for repeated calls. A rowid table, although a key would do: rows lie in
-- the order of time, so that the oldest are found without an index of their own and the responses
-- are appended; only the narrow key is written where the caller's choice of identifier puts it.
CREATE TABLE requests (
  id INTEGER PRIMARY KEY,
  caller TEXT NOT NULL,
  request_id TEXT NOT NULL CHECK (request_id <> ''),
  time INTEGER NOT NULL,
  revision INTEGER NOT NULL CHECK (revision >= 0),
  fingerprint BLOB NOT NULL,
  response BLOB NOT NULL,
  UNIQUE (caller, request_id)
) STRICT;

INSERT INTO head (id, sequence, revision, time, hash, travel_revision)
VALUES (1, 0, 0, 0, zeroblob(32), 0);

-- verify
SELECT count(*) = 13 FROM pragma_table_list
WHERE schema = 'main' AND strict = 1 AND name <> 'migrations';
SELECT count(*) = 1 FROM head WHERE sequence = 0 AND revision = 0;
SELECT count(*) = 10 FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL;
SELECT count(*) = 0 FROM pragma_foreign_key_check;
