-- The full-text index serves every archive, and answers filters, too: a post's marks are tokens of it. What it holds is
-- worked out from the posts; it is filled anew in steps, and serves meanwhile with what it has.

DROP TABLE packs;
DROP TABLE pack_words;
DROP TABLE pack_rare_words;
DROP TABLE unpacked;
ALTER TABLE archive_version DROP COLUMN packed;
UPDATE archive_version SET version = version + 1;

DROP TABLE word_places;
DROP TABLE words;
-- Folded words and marks, separated by blanks, from bot/store/index/post_words.py; rowid is the post's id.
CREATE VIRTUAL TABLE words USING fts5 (own, quoted, marks, content = '', tokenize = 'ascii');
-- What an import adds is held in memory up to so many bytes before it is written out: the default makes imports slow.
INSERT INTO words (words, rank) VALUES ('hashsize', 67108864);
-- From how many segments on a merge that was asked for is worth it.
INSERT INTO words (words, rank) VALUES ('usermerge', 2);
DELETE FROM word_forms;

-- What of the index is still to be done, in steps; see bot/store/index/fulltext.py.
CREATE TABLE index_state (
    stamp TEXT,                           -- by which rules its tokens were made
    filled INTEGER,                       -- id of the last post in it while it is being filled; NULL: all are
    erasing INTEGER NOT NULL DEFAULT 0    -- removed words are still in the file: 0 no, 1 to be merged out, 2 being so
);
INSERT INTO index_state (filled) SELECT CASE WHEN EXISTS (SELECT 1 FROM posts) THEN 0 END;

-- Posts whose row of the index is out of date.
CREATE TABLE unindexed (
    post_id INTEGER PRIMARY KEY,
    hidden TEXT NOT NULL                  -- JSON: who of its authors was hidden when the row was made
);

-- Threads that were removed, whose posts are still being taken out.
CREATE TABLE threads_leaving (
    thread_id INTEGER PRIMARY KEY,
    guild_id INTEGER,
    key TEXT,
    buried INTEGER NOT NULL               -- 1: for good, no import brings a post of it back
);

-- Titles are found by all their words, as posts are.
INSERT OR IGNORE INTO names_waiting SELECT 1, id FROM threads;

-- What search asks of many posts at once, without their texts.
CREATE INDEX posts_brief ON posts (id, author_id, day, words);
-- Everybody who is quoted, by the name as it is written.
CREATE INDEX passages_by_name ON passages (coalesce(author, declared)) WHERE kind = 'quote';
