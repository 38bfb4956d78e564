"""How often posts are quoted and kept: a table counted anew wherever that changes."""

from sqlite3 import Connection

# Quoting oneself and copies by way of others count like any quote: each post that holds the words counts once.
_COUNT = """
    INSERT INTO fame (post_id, author_id, quoted, kept) SELECT p.id, p.author_id, sum(c.quoted), sum(c.kept) FROM (
        SELECT source_id AS id, count(DISTINCT post_id) AS quoted, 0 AS kept FROM passages
        WHERE source_id BETWEEN ?1 AND ?2 GROUP BY source_id
        UNION ALL SELECT post_id, 0, count(*) FROM quotes_kept WHERE post_id BETWEEN ?1 AND ?2 GROUP BY post_id) c
    CROSS JOIN posts p ON p.id = c.id GROUP BY p.id"""


def count(db: Connection, first: int, last: int) -> None:
    """Count the posts with ids from `first` to `last`."""
    db.execute("DELETE FROM fame WHERE post_id BETWEEN ? AND ?", (first, last))
    db.execute(_COUNT, (first, last))


def let_go(db: Connection, first: int, last: int) -> None:
    """Let nobody keep the posts with ids from `first` to `last` any more; count them afterwards."""
    db.execute("DELETE FROM quotes_kept WHERE post_id BETWEEN ? AND ?", (first, last))
