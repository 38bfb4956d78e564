-- Large archives may be searched in an index beside the database; see bot/store/index/beside.py.

CREATE TABLE beside_state (
    noted INTEGER NOT NULL DEFAULT 0,     -- 1: changes are noted in beside_waiting
    generation TEXT,                      -- the folder that serves; NULL: none
    token TEXT,                           -- of the last commit in it
    pending TEXT,                         -- of one that may have been made since
    erasing INTEGER NOT NULL DEFAULT 0    -- removed words may be in its files: 0 no, 1 yes, 2 one without is being built
);
INSERT INTO beside_state DEFAULT VALUES;

-- Posts it has not taken in as they are now.
CREATE TABLE beside_waiting (
    post_id INTEGER PRIMARY KEY,
    change INTEGER NOT NULL               -- version of the archive before the change
);
