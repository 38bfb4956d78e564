-- Quotations that are to be credited to somebody who was hidden: they are theirs for whoever reads, but not in the index.
ALTER TABLE quotations_leaving ADD COLUMN author_id INTEGER; -- NULL: to be blacked out
CREATE INDEX quotations_leaving_to ON quotations_leaving (author_id) WHERE author_id IS NOT NULL;
