-- What threads were called before they were renamed: posts are still found by the ids people wrote down then.
CREATE TABLE former_slugs (
    slug TEXT NOT NULL,
    thread_id INTEGER NOT NULL REFERENCES threads ON DELETE CASCADE,
    PRIMARY KEY (slug, thread_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_slugs_of ON former_slugs (thread_id);
