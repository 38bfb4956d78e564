-- Who is named in lines of replays is found without looking through them all.
CREATE INDEX replay_lines_by_author ON replay_lines (author);
