-- Packs know the order of words, and are written from the end: a new pack touches no page of the old ones. What was
-- packed waits to be packed again.

DROP TABLE pack_words;
DELETE FROM packs;
INSERT OR IGNORE INTO unpacked SELECT id FROM posts;
UPDATE archive_version SET version = version + 1;

-- In which posts of a pack a word stands, and how often.
CREATE TABLE pack_words (
    pack INTEGER NOT NULL,
    word TEXT NOT NULL,
    own INTEGER NOT NULL,                 -- how many of the places are of own words; those of quoted ones come after
    places BLOB NOT NULL,                 -- places in the pack (16 bits each), then how often (8 bits each)
    PRIMARY KEY (pack, word)
) WITHOUT ROWID;

-- Where in those posts it stands: kept for words that are not rare in the pack.
CREATE TABLE pack_positions (
    pack INTEGER NOT NULL,
    word TEXT NOT NULL,
    positions BLOB NOT NULL,              -- of every place in turn (16 bits each), then how often it really stands
                                          -- wherever 8 bits could not tell (32 bits each)
    PRIMARY KEY (pack, word)
) WITHOUT ROWID;
