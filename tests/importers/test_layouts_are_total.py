"""What a look says of a post it says of any element: pages are broken, and skins name posts otherwise."""

from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importers.detect import readers
from bot.importers.html.layout import Layout
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.source import Source
from tests.importers.test_golden import FIXTURES

LAYOUTS = [
    pytest.param(layout, id=f"{reader.name} {type(layout).__name__}")
    for reader in readers
    if isinstance(reader, PageReader)
    for layout in reader._layouts  # noqa: SLF001 - each look by itself
]
OF_A_POST = (
    "body_of", "author_of", "author_ref_of", "title_of_author", "date_of", "edited_of", "number_of", "parent_of",
    "aliases_of", "ref_of", "marked_by",
)  # fmt: skip
PAGES = [path for path in FIXTURES if path.suffix == ".html"]


def test_there_are_looks_and_pages() -> None:
    assert len(LAYOUTS) > 20
    assert len(PAGES) > 30


@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_element_may_be_asked(layout: Layout) -> None:
    for path in PAGES[::4]:
        with closing(Page(Source("upload", path.read_bytes()))) as page:
            for place, node in enumerate(page.root.walk()):
                if place % 7 == 0:
                    for name in OF_A_POST:
                        getattr(layout, name)(node)
                    layout.permalink_of(page, node)


@pytest.mark.parametrize("layout", [each for each in LAYOUTS if each.values[0].sign_word])  # type: ignore[union-attr]
@given(data=st.data())
def test_the_word_of_a_sign_stands_in_all_that_it_matches(layout: Layout, data: st.DataObject) -> None:
    markup = data.draw(st.from_regex(layout.sign))
    assert layout.sign_word in markup
