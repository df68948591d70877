-- Whose booking a movement settled: whoever does not see that event does not see the movement. ''
-- where it was nobody's, and in rows of before, whose bookings are gone: of these a reason that
-- names the event, or is sealed, still hides them. The log's copies have no event either, which
-- CheckIntegrity compares, so that nothing is filled in.
ALTER TABLE stock_movements ADD COLUMN event TEXT NOT NULL DEFAULT '';

-- verify
SELECT count(*) = 1 FROM pragma_table_info('stock_movements') WHERE name = 'event';
SELECT count(*) = 0 FROM stock_movements WHERE event <> '';
