-- Where a panel is, and whose: nobody else's button leads to it. What was kept before leads nowhere any more.
ALTER TABLE panels ADD COLUMN place INTEGER; -- a guild, or a private channel
ALTER TABLE panels ADD COLUMN owner INTEGER; -- NULL: whoever is in that place
CREATE INDEX panels_by_owner ON panels (owner) WHERE owner IS NOT NULL;
