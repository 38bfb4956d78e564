"""What was read of a page is all that stays of it: its elements hold each other, and nothing collects such circles."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.html.tree import Node
from bot.importers.source import Source

PAGES = Path(__file__).parent / "pages"


@pytest.fixture
def uncollected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def held() -> int:
    return sum(isinstance(each, Node) for each in gc.get_objects())


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(
    "name",
    ["xenforo2.html", "mybb18-print.html", "phpbb2-mirror.html", "pipermail.html", "phpbb-archive.json"],
)
def test_no_element_of_a_page_outlives_its_reading(name: str) -> None:
    source = Source("upload", (PAGES / name).read_bytes())
    before = held()
    threads = list(reader_for(source).read(source))
    assert threads[0].posts
    # The parser's own empty root may stay.
    assert held() - before <= 1 + sum(len(thread.posts) for thread in threads)


@pytest.mark.usefixtures("uncollected")
def test_no_element_of_a_page_that_is_refused_stays() -> None:
    text = (PAGES / "xenforo2-cards.html").read_text("utf-8").replace("MessageCard__user-info__name", "who")
    source = Source("upload", text.replace("/members/", "/who/").encode())
    before = held()
    for _ in range(5):
        with pytest.raises(BadArchive):
            list(reader_for(source).read(source))
    assert held() - before <= 5
