-- A large archive is searched in its packs alone: the full-text index is for small ones. Rare words, most of a pack's,
-- stand in blocks. What was packed waits to be packed again; until all of it is, the full-text index answers.

DROP TABLE pack_words;
DROP TABLE pack_positions;
DELETE FROM packs;
INSERT OR IGNORE INTO unpacked SELECT id FROM posts;
ALTER TABLE archive_version ADD COLUMN packed INTEGER NOT NULL DEFAULT 0; -- 1: the full-text index is empty for good
UPDATE archive_version SET version = version + 1;

-- In which posts of a pack a word stands, how often, and where; see bot/store/lexicon.py.
CREATE TABLE pack_words (
    pack INTEGER NOT NULL,
    word TEXT NOT NULL,
    own INTEGER NOT NULL,                 -- how many of the places are of own words; those of quoted ones come after
    places BLOB NOT NULL,
    positions BLOB NOT NULL,              -- last: a search that needs none reads none
    UNIQUE (pack, word)                   -- an index of short keys, with a row's large values out of its way
);

-- The same of rare words, some that follow one another in a row.
CREATE TABLE pack_rare_words (
    pack INTEGER NOT NULL,
    first TEXT NOT NULL,                  -- of the words
    words TEXT NOT NULL,
    sizes BLOB NOT NULL,
    places BLOB NOT NULL,
    positions BLOB NOT NULL,
    UNIQUE (pack, first)
);
