-- How much of a line its speaker said: quoted words are nobody's speech. NULL in lines from before.
ALTER TABLE replay_lines ADD COLUMN own INTEGER;
