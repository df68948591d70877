-- Listings in other orders than that of names, agendas, and search.

-- How long it lasts: 0 up to a day, 1 up to 8 days, 2 up to 64, 3 longer. What overlaps a window is
-- found from (window's start - longest of its span) on.
ALTER TABLE entities ADD COLUMN span INTEGER NOT NULL GENERATED ALWAYS AS (
  CASE WHEN ends - starts <= 86400000000 THEN 0
       WHEN ends - starts <= 8 * 86400000000 THEN 1
       WHEN ends - starts <= 64 * 86400000000 THEN 2
       ELSE 3 END) VIRTUAL;
CREATE INDEX entities_by_span ON entities (kind, span, starts, name) WHERE starts < ends;

-- Of all rows, because a listing by start time shows those without a time too.
DROP INDEX entities_by_start;
CREATE INDEX entities_by_start ON entities (kind, starts, name);
CREATE INDEX entities_by_title ON entities (kind, sort_key, name);
CREATE INDEX entities_by_creation ON entities (kind, create_time, name);
CREATE INDEX entities_by_update ON entities (kind, update_time, name);
CREATE INDEX entities_by_state ON entities (kind, state, name) WHERE state <> '';

-- The words of folded titles.
CREATE TABLE entity_words (
  word TEXT NOT NULL CHECK (word <> ''),
  entity INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
  PRIMARY KEY (word, entity)
) STRICT, WITHOUT ROWID;
INSERT INTO entity_words (word, entity)
SELECT w.value, e.id FROM entities e, json_each(letan_words(e.folded_title)) w;

-- verify
SELECT count(*) = 1 FROM pragma_table_list WHERE name = 'entity_words' AND strict = 1;
SELECT count(*) = 6 FROM sqlite_schema WHERE type = 'index' AND name IN ('entities_by_span',
  'entities_by_start', 'entities_by_title', 'entities_by_creation', 'entities_by_update',
  'entities_by_state');
SELECT count(*) = 0 FROM entities e WHERE folded_title GLOB '*[a-z0-9]*'
  AND NOT EXISTS (SELECT 1 FROM entity_words w WHERE w.entity = e.id);
SELECT count(*) = 0 FROM pragma_foreign_key_check;
