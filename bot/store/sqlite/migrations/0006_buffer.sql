-- What an import adds to the full-text index is held in memory up to so many bytes before it is written out and merged
-- with what stands there. FTS5's own default of 1 MB makes importing slower the more is imported at once.

INSERT INTO words (words, rank) VALUES ('hashsize', 67108864);
