"""All that is done with a file: a reader is found, it is read, its pages are put together, attributed and checked."""

from bot.archive.attribution import attribute
from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.merging import merge
from bot.importers.sanity import checked
from bot.importers.source import Source
from bot.importers.unpacking import unpack
from tests.importers.test_fuzz import SPLICES
from tests.importers.test_golden import FIXTURES
from tests.importers.test_hostile_input import check

__all__ = ["FIXTURES", "SPLICES", "read_whole"]


def read_whole(data: bytes) -> None:
    """Read `data` as an uploaded file; raises for nothing that is merely refused."""
    try:
        threads = [
            thread for source in unpack(Source("upload", data)) for thread in reader_for(source).read(source)
        ]
    except BadArchive:
        return
    for thread in merge(threads):
        if thread.posts:
            check(thread)
            attribute(checked(thread).posts)
