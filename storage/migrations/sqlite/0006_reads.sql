-- Which answers carried RESTRICTED content, to whom: names only. A chain of its own beside `changes`.
CREATE TABLE reads (
  sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
  time INTEGER NOT NULL,
  actor TEXT NOT NULL,
  method TEXT NOT NULL,
  entities TEXT NOT NULL,            -- names, with a line feed between
  everything INTEGER NOT NULL CHECK (everything IN (0, 1)),
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  CHECK (everything = 1 OR entities <> '')
) STRICT;

-- Where that chain ends.
CREATE TABLE read_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL CHECK (sequence >= 0),
  time INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO read_head (id, sequence, time, hash) VALUES (1, 0, 0, zeroblob(32));

-- What was moved out of it, as `archives` are of `changes`.
CREATE TABLE read_archives (
  sequence INTEGER PRIMARY KEY CHECK (sequence > 0),  -- of the archive's last record
  first INTEGER NOT NULL CHECK (first > 0 AND first <= sequence),
  time INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  file TEXT NOT NULL CHECK (file <> ''),              -- its name, without a directory
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)    -- of the file
) STRICT;

-- verify
SELECT count(*) = 3 FROM pragma_table_list
WHERE schema = 'main' AND strict = 1 AND name IN ('reads', 'read_head', 'read_archives');
SELECT count(*) = 1 FROM read_head WHERE sequence = 0 AND hash = zeroblob(32);
SELECT count(*) = 0 FROM reads;
