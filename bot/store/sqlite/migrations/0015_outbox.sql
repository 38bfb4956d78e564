-- What the other processes of this bot have not confirmed yet.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    peer TEXT NOT NULL,
    deed TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_of_peer ON outbox (peer, id);
