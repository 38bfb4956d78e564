-- The search index a second time, packed for arithmetic on whole columns: made only for archives that are large, and
-- always derivable from posts and passages. See bot/search/README.md.

-- Thousands of posts each; the columns are arrays, little-endian, one value a post.
CREATE TABLE packs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: readers keep what they read of a pack
    posts INTEGER NOT NULL,
    columns BLOB NOT NULL,
    roles TEXT NOT NULL,                  -- JSON: the authors' titles that the column of roles counts through
    dead BLOB NOT NULL                    -- places of posts that have changed since, or are gone
);

-- In which posts of a pack a word stands, and how often.
CREATE TABLE pack_words (
    word TEXT NOT NULL,
    pack INTEGER NOT NULL,
    own INTEGER NOT NULL,                 -- how many of the places are of own words; those of quoted ones come after
    places BLOB NOT NULL,                 -- places in the pack (16 bits each), then how often (8 bits each)
    PRIMARY KEY (word, pack)
) WITHOUT ROWID;

-- Posts that are in no pack yet, or have changed or gone since they were packed.
CREATE TABLE unpacked (
    post_id INTEGER PRIMARY KEY
);
INSERT INTO unpacked SELECT id FROM posts;

-- Grows whenever posts, or who may see them, change: what is kept in memory of them is then read anew.
CREATE TABLE archive_version (
    version INTEGER NOT NULL
);
INSERT INTO archive_version VALUES (1);
