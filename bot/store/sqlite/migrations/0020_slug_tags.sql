-- What the tags behind slugs are made with, where several servers have archives of their own: see archive/slugs.py.
INSERT OR IGNORE INTO notes (key, value) VALUES ('slug tags', lower(hex(randomblob(16))));
