-- What people do with quotes: which a channel has had, which somebody keeps, the quote of the day, and the guessing game.

-- Posts drawn at random in a channel, so that none comes twice before all have come.
CREATE TABLE quotes_shown (
    channel_id INTEGER NOT NULL,
    post_id INTEGER NOT NULL,
    turn INTEGER NOT NULL,                -- ascending
    PRIMARY KEY (channel_id, post_id)
) WITHOUT ROWID;
CREATE INDEX quotes_shown_by_turn ON quotes_shown (channel_id, turn);

CREATE TABLE quotes_kept (
    user_id INTEGER NOT NULL,
    post_id INTEGER NOT NULL,
    guild_id INTEGER,                     -- where it was kept
    kept_at TEXT NOT NULL,
    PRIMARY KEY (user_id, post_id)
) WITHOUT ROWID;
CREATE INDEX quotes_kept_by_post ON quotes_kept (post_id);

-- One quote of the day a channel. A day is claimed before its quote is said, and confirmed afterwards.
CREATE TABLE daily_quotes (
    channel_id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,                -- 0 to 23 in `zone`
    zone TEXT NOT NULL,                   -- such as Europe/Berlin
    author TEXT,
    thread TEXT,
    day TEXT,                             -- the last day claimed there, as a date in `zone`
    message_id INTEGER                    -- its quote, once it is known to have been said
);

-- Rounds of "who said it?": everybody has one guess.
CREATE TABLE game_guesses (
    round_id INTEGER NOT NULL,            -- panels.id
    user_id INTEGER NOT NULL,
    choice INTEGER NOT NULL,
    PRIMARY KEY (round_id, user_id)
) WITHOUT ROWID;

CREATE TABLE game_scores (
    channel_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    correct INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    PRIMARY KEY (channel_id, user_id)
) WITHOUT ROWID;
