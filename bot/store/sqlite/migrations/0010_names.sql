-- Names are completed as they are typed: for every beginning that many names share the best of them are kept, all others
-- are few enough to be looked through. Derived: made and kept right by what waits in names_waiting.

-- Titles and slugs of threads, and their later words, as author_names has them for authors.
CREATE TABLE thread_names (
    folded TEXT NOT NULL,
    thread_id INTEGER NOT NULL REFERENCES threads ON DELETE CASCADE,
    PRIMARY KEY (folded, thread_id)
) WITHOUT ROWID;
CREATE INDEX thread_names_of ON thread_names (thread_id);
CREATE INDEX threads_shared ON threads (guild_id) WHERE shared;

CREATE TABLE name_tops (
    kind INTEGER NOT NULL,                -- 0: authors, 1: threads
    start TEXT NOT NULL,
    scope INTEGER NOT NULL,               -- whose archive: a guild's, 0: everybody's
    floor INTEGER NOT NULL,               -- no other has more posts; -1: there is no other
    ids TEXT NOT NULL,                    -- JSON
    PRIMARY KEY (kind, start, scope)
) WITHOUT ROWID;

-- Authors and threads that are new, or whose names or posts have changed since.
CREATE TABLE names_waiting (
    kind INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;
INSERT INTO names_waiting SELECT 0, id FROM authors;
INSERT INTO names_waiting SELECT 1, id FROM threads;
