-- The full-text index stands in parts, tables of their own, so that changing one takes bounded time. The table that was
-- is the first part; where it is too large for one, it is set aside at the next start, and the index is filled anew.
DROP TABLE word_counts;
DROP TABLE IF EXISTS words_old;
ALTER TABLE words RENAME TO words_1;
CREATE VIRTUAL TABLE words_1_counts USING fts5vocab (words_1, row);
CREATE TABLE word_parts (
    number INTEGER PRIMARY KEY,                         -- of words_<number>
    first INTEGER NOT NULL DEFAULT 4611686018427387904, -- its posts' ids are from here
    last INTEGER NOT NULL DEFAULT -1,                   -- to here
    size INTEGER NOT NULL DEFAULT 0,                    -- letters of their folded words, and 500 for each
    removed INTEGER NOT NULL DEFAULT 0,                 -- 1: something was taken out since the last merge began
    state INTEGER NOT NULL DEFAULT 0                    -- see bot/store/index/parts.py
);
INSERT INTO word_parts (number, first, last, size, removed, state)
    SELECT 1, coalesce(min(id), 4611686018427387904), coalesce(max(id), -1), coalesce(sum(500 + words * 6), 0), 1,
         (SELECT CASE WHEN erasing IN (1, 2, 3) THEN 1 ELSE 0 END FROM index_state)
    FROM posts WHERE id <= (SELECT coalesce(filled, 4611686018427387904) FROM index_state);
UPDATE index_state SET erasing = CASE WHEN erasing IN (1, 2, 3) THEN 1 WHEN erasing = 4 THEN 2 ELSE 0 END;
UPDATE archive_version SET version = version + 1;
