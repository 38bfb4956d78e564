-- Names that begin alike are found with most posts first: beside each name stands about how many its owner has, the
-- count without all but its four highest binary digits.
UPDATE author_names SET posts = posts & -CASE
    WHEN posts < 16 THEN 1 WHEN posts < 32 THEN 2 WHEN posts < 64 THEN 4 WHEN posts < 128 THEN 8 WHEN posts < 256
    THEN 16 WHEN posts < 512 THEN 32 WHEN posts < 1024 THEN 64 WHEN posts < 2048 THEN 128 WHEN posts < 4096 THEN
    256 WHEN posts < 8192 THEN 512 WHEN posts < 16384 THEN 1024 WHEN posts < 32768 THEN 2048 WHEN posts < 65536
    THEN 4096 WHEN posts < 131072 THEN 8192 WHEN posts < 262144 THEN 16384 WHEN posts < 524288 THEN 32768
    ELSE 65536 END;
UPDATE thread_names SET posts = posts & -CASE
    WHEN posts < 16 THEN 1 WHEN posts < 32 THEN 2 WHEN posts < 64 THEN 4 WHEN posts < 128 THEN 8 WHEN posts < 256
    THEN 16 WHEN posts < 512 THEN 32 WHEN posts < 1024 THEN 64 WHEN posts < 2048 THEN 128 WHEN posts < 4096 THEN
    256 WHEN posts < 8192 THEN 512 WHEN posts < 16384 THEN 1024 WHEN posts < 32768 THEN 2048 WHEN posts < 65536
    THEN 4096 WHEN posts < 131072 THEN 8192 WHEN posts < 262144 THEN 16384 WHEN posts < 524288 THEN 32768
    ELSE 65536 END;
CREATE INDEX author_names_by_posts ON author_names (guild_id, posts, folded);
CREATE INDEX thread_names_by_posts ON thread_names (guild_id, posts, folded);
