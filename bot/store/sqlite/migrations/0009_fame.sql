-- How often each post is quoted and kept, counted where that changes: the hall of fame is read, not worked out.

CREATE TABLE fame (
    post_id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL,
    quoted INTEGER NOT NULL,              -- posts that quote it
    kept INTEGER NOT NULL,                -- people who keep it
    times INTEGER NOT NULL GENERATED ALWAYS AS (quoted + kept) STORED
);
INSERT INTO fame (post_id, author_id, quoted, kept)
SELECT p.id, p.author_id, sum(c.quoted), sum(c.kept) FROM (
    SELECT source_id AS id, count(DISTINCT post_id) AS quoted, 0 AS kept FROM passages
    WHERE source_id IS NOT NULL GROUP BY source_id
    UNION ALL SELECT post_id, 0, count(*) FROM quotes_kept GROUP BY post_id) c
JOIN posts p ON p.id = c.id GROUP BY p.id;
CREATE INDEX fame_by_times ON fame (times DESC, post_id, author_id);
