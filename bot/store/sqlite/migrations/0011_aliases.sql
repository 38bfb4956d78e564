-- Few names are aliases: they are found without looking at all the others of an author.

CREATE INDEX author_aliases ON author_names (author_id) WHERE alias IS NOT NULL;
