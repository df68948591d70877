-- What proves that a caller is a user. Identifiers of sessions and tokens begin with the time.
CREATE TABLE credentials (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  user TEXT NOT NULL CHECK (user <> ''),
  kind TEXT NOT NULL CHECK (kind <> ''),
  secret BLOB NOT NULL,              -- hashes, never what a caller presents
  create_time INTEGER NOT NULL,
  expire_time INTEGER NOT NULL,      -- 0: never
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX credentials_by_user ON credentials (user, id);

-- verify
SELECT count(*) = 1 FROM pragma_table_list
WHERE schema = 'main' AND strict = 1 AND name = 'credentials';
SELECT count(*) = 0 FROM credentials;
