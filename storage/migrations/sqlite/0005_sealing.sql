-- Keys of RESTRICTED content: one for each entity, wrapped by a key of the key file. Apart from what
-- they seal, so that a new key of the file rewrites this table alone.
CREATE TABLE data_keys (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),  -- of the entity, or of a booking that none owns
  level_key TEXT NOT NULL CHECK (level_key <> ''),
  wrapped BLOB NOT NULL CHECK (length(wrapped) = 72)
) STRICT;
CREATE INDEX data_keys_by_level_key ON data_keys (level_key);

-- Of RESTRICTED titles nothing is kept to search or sort by.
DELETE FROM entity_words WHERE entity IN (SELECT id FROM entities WHERE level = 3);
UPDATE entities SET folded_title = '', sort_key = '' WHERE level = 3;

-- verify
SELECT count(*) = 1 FROM pragma_table_list
WHERE schema = 'main' AND strict = 1 AND name = 'data_keys';
SELECT count(*) = 0 FROM data_keys;
SELECT count(*) = 0 FROM entities WHERE level = 3 AND (folded_title <> '' OR sort_key <> '');
SELECT count(*) = 0 FROM entity_words WHERE entity IN (SELECT id FROM entities WHERE level = 3);
