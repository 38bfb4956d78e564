-- Replays: what is to be said, what was, and who may say it now.

CREATE TABLE replay_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: lines are named after it
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,          -- where it is said: a channel or a thread
    home_id INTEGER NOT NULL,             -- the channel whose webhook speaks
    owner_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    suffix TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'playing',
    reason TEXT NOT NULL DEFAULT '',
    pace TEXT NOT NULL,
    speed INTEGER NOT NULL,
    position INTEGER NOT NULL DEFAULT 0,  -- index of the post being said, or next
    posts INTEGER NOT NULL,
    steps INTEGER NOT NULL DEFAULT 1,
    panel_id INTEGER,
    anchor INTEGER NOT NULL DEFAULT 0,    -- the last message of the run known to stand
    said_at REAL,
    poll INTEGER NOT NULL DEFAULT 0,
    settled INTEGER NOT NULL DEFAULT 0,   -- 1: over, and nothing left to be looked for or deleted
    holder TEXT,                          -- the process that plays it
    held_until REAL NOT NULL DEFAULT 0,
    epoch INTEGER NOT NULL DEFAULT 0,     -- grows with every holder: the one before is refused
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX replay_one_a_channel ON replay_runs (channel_id) WHERE NOT settled;
CREATE INDEX replay_by_guild ON replay_runs (guild_id, id);

CREATE TABLE replay_posts (
    run_id INTEGER NOT NULL REFERENCES replay_runs ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    number INTEGER NOT NULL,              -- in the archive's thread
    real_gap REAL NOT NULL,
    lines_to INTEGER NOT NULL,            -- sums up to and with this post: what is left is one subtraction
    reading_to REAL NOT NULL,
    real_to REAL NOT NULL,
    PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE replay_lines (
    run_id INTEGER NOT NULL REFERENCES replay_runs ON DELETE CASCADE,
    seq INTEGER NOT NULL,                 -- in the order of saying
    ordinal INTEGER NOT NULL,
    number INTEGER NOT NULL,
    part INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    author TEXT NOT NULL,
    persona TEXT NOT NULL,
    letters INTEGER NOT NULL,
    digest TEXT NOT NULL,                 -- of the post it was made from
    text TEXT,                            -- NULL once said or given up: the archive keeps the words
    state TEXT NOT NULL DEFAULT 'planned',
    recalled INTEGER NOT NULL DEFAULT 0,  -- while in doubt: 1 taken back, 2 to be passed over unless it was said
    voice_id INTEGER,
    anchor INTEGER NOT NULL DEFAULT 0,    -- what it is said below
    message_id INTEGER,
    PRIMARY KEY (run_id, seq)
) WITHOUT ROWID;
CREATE INDEX replay_lines_by_message ON replay_lines (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX replay_lines_open ON replay_lines (run_id, state, seq) WHERE state <> 'said' AND state <> 'withdrawn';
CREATE INDEX replay_lines_said ON replay_lines (run_id, seq) WHERE state = 'said';
CREATE INDEX replay_lines_by_post ON replay_lines (run_id, ordinal, state);
CREATE INDEX replay_lines_by_number ON replay_lines (run_id, number) WHERE message_id IS NOT NULL;
