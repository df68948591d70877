-- What was moved out of the change log. The log goes on where the newest archive ends: its first
-- record's previous_hash is that archive's hash.
CREATE TABLE archives (
  sequence INTEGER PRIMARY KEY CHECK (sequence > 0),  -- of the archive's last record
  first INTEGER NOT NULL CHECK (first > 0 AND first <= sequence),
  revision INTEGER NOT NULL CHECK (revision > 0),     -- of the last record, as time and hash are
  time INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  state BLOB NOT NULL CHECK (length(state) = 32),     -- digest of all rows as they were then
  file TEXT NOT NULL CHECK (file <> ''),              -- its name, without a directory
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)    -- of the file
) STRICT;

-- verify
SELECT count(*) = 1 FROM pragma_table_list WHERE schema = 'main' AND strict = 1 AND name = 'archives';
SELECT count(*) = 0 FROM archives;
