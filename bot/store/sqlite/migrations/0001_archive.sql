-- The archive: threads, who wrote in them, their posts, whose words each passage is, and the index to search them.

CREATE TABLE threads (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: post ids are made of it
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    key TEXT,
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    url TEXT,
    guild_id INTEGER,                     -- NULL: for everyone
    shared INTEGER NOT NULL DEFAULT 0,    -- 1: for every guild although one guild brought it
    fingerprint TEXT NOT NULL,            -- title and opening post
    imported_at TEXT NOT NULL,
    posts INTEGER NOT NULL DEFAULT 0,
    authors INTEGER NOT NULL DEFAULT 0,
    first_at TEXT,
    last_at TEXT
);
CREATE INDEX threads_by_key ON threads (key) WHERE key IS NOT NULL;
CREATE INDEX threads_by_fingerprint ON threads (fingerprint);
CREATE INDEX threads_by_guild ON threads (guild_id);

CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,        -- the archive's own id of the author, else the name
    name TEXT NOT NULL,
    folded TEXT NOT NULL,                 -- without case and accents
    title TEXT,                           -- the last one seen
    posts INTEGER NOT NULL DEFAULT 0,
    words INTEGER NOT NULL DEFAULT 0,
    hidden INTEGER NOT NULL DEFAULT 0,    -- 1: their words are shown to nobody
    pseudonym TEXT                        -- shown instead of the name
);
CREATE INDEX authors_by_name ON authors (folded, posts DESC);

-- Every name an author may be looked up by: the name, its later words ("army fan" for "Red Army Fan"), aliases.
CREATE TABLE author_names (
    folded TEXT NOT NULL,
    author_id INTEGER NOT NULL REFERENCES authors ON DELETE CASCADE,
    alias TEXT,                           -- as people wrote it, where it is an alias
    whole INTEGER NOT NULL,               -- 1: a whole name, not only its later words
    PRIMARY KEY (folded, author_id)
) WITHOUT ROWID;
CREATE INDEX author_names_of ON author_names (author_id);

-- Who wrote how much where: what bounds an author to the threads the asker may see.
CREATE TABLE author_threads (
    author_id INTEGER NOT NULL REFERENCES authors ON DELETE CASCADE,
    thread_id INTEGER NOT NULL REFERENCES threads ON DELETE CASCADE,
    posts INTEGER NOT NULL,
    words INTEGER NOT NULL,
    PRIMARY KEY (author_id, thread_id)
) WITHOUT ROWID;
CREATE INDEX author_threads_by_thread ON author_threads (thread_id, posts DESC);

CREATE TABLE posts (
    id INTEGER PRIMARY KEY,               -- thread id << 20 | number in the thread, from 1
    author_id INTEGER NOT NULL REFERENCES authors,
    author_title TEXT,
    posted_at TEXT,                       -- ISO 8601, with a zone only where the archive told one
    edited_at TEXT,
    day INTEGER,                          -- of posted_at, days since 1970-01-01
    ref TEXT,
    author_ref TEXT,
    parent_ref TEXT,
    answers INTEGER,                      -- id of the post it answers
    url TEXT,
    words INTEGER NOT NULL,               -- own words only
    traits INTEGER NOT NULL,              -- bits: what `has:` and `is:` ask for
    marks TEXT,                           -- JSON
    body TEXT NOT NULL
);
CREATE INDEX posts_by_author ON posts (author_id, id);
CREATE INDEX posts_by_answered ON posts (answers) WHERE answers IS NOT NULL;

-- Whose words: kept for posts that are not one single passage of the poster's own.
CREATE TABLE passages (
    post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    kind TEXT NOT NULL,
    author TEXT,
    author_id INTEGER,
    source_id INTEGER,                    -- id of the post the words come from
    source_start INTEGER,
    source_stop INTEGER,
    confidence REAL NOT NULL,
    via TEXT,                             -- JSON: numbers of the posts in between
    declared TEXT,
    PRIMARY KEY (post_id, ordinal)
) WITHOUT ROWID;
CREATE INDEX passages_by_source ON passages (source_id) WHERE source_id IS NOT NULL;
CREATE INDEX passages_by_author ON passages (author_id) WHERE author_id IS NOT NULL;

-- Folded words, separated by blanks, from bot.search.words; rowid is the post's id. It keeps no text of its own.
CREATE VIRTUAL TABLE words USING fts5 (own, quoted, content = '', tokenize = 'ascii');
CREATE VIRTUAL TABLE word_places USING fts5vocab (words, instance);
CREATE VIRTUAL TABLE word_counts USING fts5vocab (words, row);

-- Inflected words and what they are forms of.
CREATE TABLE word_forms (
    stem TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (stem, word)
) WITHOUT ROWID;

CREATE TABLE guild_settings (
    guild_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,                  -- JSON
    PRIMARY KEY (guild_id, key)
) WITHOUT ROWID;

-- State of messages with buttons, so that the buttons outlive the process.
CREATE TABLE panels (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,                  -- JSON
    saved_at TEXT NOT NULL
);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    guild_id INTEGER
);
-- What the program itself remembers between two starts: which seeds it has loaded, which commands it has registered.

CREATE TABLE notes (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
