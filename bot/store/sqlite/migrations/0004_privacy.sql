-- Who is shown to nobody, what was removed for good, and who asked for it. Of what is gone only hashes are kept.

ALTER TABLE authors ADD COLUMN guild_id INTEGER; -- whose archive knows them; NULL: the one everybody reads
CREATE INDEX authors_hidden ON authors (id) WHERE hidden OR pseudonym IS NOT NULL;

-- Stands in the place of removed posts, so that the others keep their numbers.
INSERT INTO authors (identity, name, folded, hidden, pseudonym)
VALUES ('removed', char(57344) || 'removed', '', 1, 'a removed post');

-- What the hashes are made with. Several where archives of different origin were put together.
CREATE TABLE privacy_salts (
    salt BLOB PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO privacy_salts VALUES (randomblob(32));

-- Names that are hidden or have a pseudonym, also for posts yet to come. scope: a guild, 0: everywhere.
CREATE TABLE hidings (
    scope INTEGER NOT NULL,
    name BLOB NOT NULL,
    pseudonym TEXT,                       -- NULL: hidden
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;

CREATE TABLE tombstones (
    scope INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (scope, hash)
) WITHOUT ROWID;

-- What members ask of the managers of a server: to be known as an author, and to be hidden as one.
CREATE TABLE privacy_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    kind TEXT NOT NULL,                   -- link, hide
    author TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',   -- open, granted
    at TEXT NOT NULL,
    UNIQUE (guild_id, user_id, kind)
);
