-- Lines of replays that are still to be said, or in doubt, whose author was hidden meanwhile: what they show once they
-- are settled. Until then the player needs the name under which it may have spoken.
CREATE TABLE lines_unnamed (
    run_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    shown TEXT NOT NULL,
    PRIMARY KEY (run_id, seq),
    FOREIGN KEY (run_id, seq) REFERENCES replay_lines ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TRIGGER replay_lines_unname AFTER UPDATE OF state ON replay_lines
WHEN new.state IN ('said', 'skipped', 'withdrawn')
BEGIN
    UPDATE replay_lines SET
        author = (SELECT shown FROM lines_unnamed WHERE run_id = new.run_id AND seq = new.seq),
        persona = (SELECT shown FROM lines_unnamed WHERE run_id = new.run_id AND seq = new.seq)
    WHERE run_id = new.run_id AND seq = new.seq
    AND EXISTS (SELECT 1 FROM lines_unnamed WHERE run_id = new.run_id AND seq = new.seq);
    DELETE FROM lines_unnamed WHERE run_id = new.run_id AND seq = new.seq;
END;
