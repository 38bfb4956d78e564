-- The reference of a removed post says who wrote it, where posts are mails: it goes, and so do the replies' references
-- to it. The place of a removed post is found by its being empty.

UPDATE posts SET parent_ref = NULL
WHERE parent_ref IS NOT NULL AND EXISTS (
    SELECT 1 FROM posts r WHERE r.author_id = (SELECT id FROM authors WHERE identity = 'removed')
    AND r.ref = posts.parent_ref AND r.id >> 20 = posts.id >> 20);
UPDATE posts SET ref = NULL WHERE author_id = (SELECT id FROM authors WHERE identity = 'removed');
