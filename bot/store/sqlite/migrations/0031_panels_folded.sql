-- What a panel says, folded: names are looked for in all panels at once.
ALTER TABLE panels ADD COLUMN folded TEXT; -- NULL: to be folded at the next start
