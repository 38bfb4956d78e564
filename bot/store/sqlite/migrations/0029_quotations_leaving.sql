-- Quotations of posts that were removed for good, whose words are still being taken out of the posts that quote them.
-- Meanwhile they are shown to nobody, and those posts are left out of searches; see bot/store/archive/leaving.py.
CREATE TABLE quotations_leaving (
    post_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,             -- of the passage
    PRIMARY KEY (post_id, ordinal)
) WITHOUT ROWID;

-- References of posts that were removed for good, which answers to them still hold.
CREATE TABLE refs_leaving (
    post_id INTEGER PRIMARY KEY,
    ref TEXT NOT NULL
);
