-- Dividing a file by server took out who stands in the place of removed posts: none could be removed from the parts.
INSERT OR IGNORE INTO authors (identity, name, folded, hidden, pseudonym)
VALUES ('removed', char(57344) || 'removed', '', 1, 'a removed post');
