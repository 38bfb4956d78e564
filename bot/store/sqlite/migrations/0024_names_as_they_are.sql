-- Names are completed from those that begin so and from those with most posts: no lists are kept. Each name has its
-- owner's posts and archive beside it.
DROP TABLE name_tops;
DROP TABLE names_waiting;
ALTER TABLE author_names ADD COLUMN guild_id INTEGER;
ALTER TABLE author_names ADD COLUMN posts INTEGER; -- no constraint: FTS5 writes out its buffer where a row may fail one
ALTER TABLE thread_names ADD COLUMN guild_id INTEGER;
ALTER TABLE thread_names ADD COLUMN posts INTEGER;
UPDATE author_names SET (guild_id, posts) = (SELECT guild_id, posts FROM authors WHERE id = author_id);
UPDATE thread_names SET (guild_id, posts) = (SELECT guild_id, posts FROM threads WHERE id = thread_id);
DROP INDEX authors_by_name;
CREATE INDEX authors_by_name ON authors (folded);
CREATE INDEX authors_by_posts ON authors (guild_id, posts DESC);
DROP INDEX threads_by_guild;
CREATE INDEX threads_by_guild ON threads (guild_id, posts DESC);
-- Where names were still to be listed, all are folded anew at the next start.
UPDATE index_state SET stamp = '' WHERE stamp IS NOT NULL AND EXISTS (
    SELECT 1 FROM threads WHERE id NOT IN (SELECT thread_id FROM thread_names));
