-- Whether the speakers of a replay wear pictures: a server may want names only.
ALTER TABLE replay_runs ADD COLUMN faces INTEGER NOT NULL DEFAULT 1;
