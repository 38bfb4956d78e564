"""Pages of one thread, in any order, as one thread."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.model import Mark, MarkKind, ParsedPost, ParsedThread
from bot.importers.merging import merge


def page(
    *refs: int, at: int | None = None, key: str | None = "x:thread:1", pages: int | None = None
) -> ParsedThread:
    posts = tuple(ParsedPost(author="Brandal", body=f"words {ref}", ref=str(ref)) for ref in refs)
    return ParsedThread("Kettles", posts, f"{at}.html", "x", key=key, page=at, pages=pages)


def refs(thread: ParsedThread) -> list[str | None]:
    return [post.ref for post in thread.posts]


def test_pages_in_any_order_are_one_thread_in_the_threads_own_order() -> None:
    pages = [page(9, 4, at=1), page(2, 7, at=2), page(8, at=3)]
    for order in permutations(pages):
        [thread] = merge(order)
        assert refs(thread) == ["9", "4", "2", "7", "8"]
        assert thread.notices == ()
        assert thread.page is None


def test_pages_that_do_not_tell_their_number_go_by_declared_numbers_then_by_ids() -> None:
    [thread] = merge([page(30, 40), page(10, 20)])
    assert refs(thread) == ["10", "20", "30", "40"]


def test_a_post_found_on_two_pages_is_kept_once() -> None:
    [thread] = merge([page(1, 2, 3, at=1), page(1, 3, 4, at=2)])
    assert refs(thread) == ["1", "2", "3", "4"]


def test_missing_pages_are_told() -> None:
    [thread] = merge([page(1, at=1, pages=7), page(5, at=3, pages=7)])
    assert [notice.text for notice in thread.notices] == ["Of 'Kettles' these pages were not given: 2, 4–7."]


def test_pages_that_only_say_how_many_they_are_tell_how_many_were_given() -> None:
    [thread] = merge([page(1, pages=4), page(5, pages=4)])
    assert [notice.text for notice in thread.notices] == ["'Kettles' has 4 pages, 2 given."]


def test_different_keys_and_no_keys_stay_apart() -> None:
    assert len(merge([page(1), page(2, key="x:thread:2"), page(3, key=None), page(4, key=None)])) == 4


def test_two_threads_that_only_share_a_title_stay_apart_when_they_disagree() -> None:
    key = "x:title:Kettles"
    one, other = (
        ParsedThread("Kettles", (ParsedPost(author=name, body="", ref=ref, number=1),), "f", "x", key=key)
        for name, ref in (("Brandal", "1"), ("Osseline", "90"))
    )
    assert len(merge([one, other])) == 2


def test_quotes_by_ref_or_by_declared_number_learn_their_place_in_the_thread() -> None:
    quotes = (
        Mark(0, 1, MarkKind.QUOTE, ref="20"),
        Mark(1, 2, MarkKind.QUOTE, number=5),
        Mark(2, 3, MarkKind.QUOTE, number=4),
    )
    posts = (
        ParsedPost(author="a", body="x", ref="10", number=1),
        ParsedPost(author="b", body="x", ref="20", number=5),
        ParsedPost(author="c", body="abc", ref="30", number=6, marks=quotes, parent_ref="#5"),
        ParsedPost(author="d", body="abc", ref="40", number=7, parent_ref="#2"),
    )
    [thread] = merge([ParsedThread("t", posts, "f", "x", key="k")])
    assert [(mark.ref, mark.number) for mark in thread.posts[2].marks] == [("20", 2), ("20", 2), (None, None)]
    assert [post.parent_ref for post in thread.posts] == [None, None, "20", None]


def test_posts_of_the_archives_own_list_that_no_file_holds_are_told() -> None:
    topic = ParsedThread(
        "Kettles",
        page(1, 2).posts,
        "a.json",
        "x",
        key="x:thread:1",
        listed=("1", "2", "3", "4"),
        passed=("3",),
    )
    rest = ParsedThread("", page(4).posts, "b.json", "x", key="x:thread:1")
    [alone] = merge([topic])
    assert [notice.text for notice in alone.notices] == ["1 of the 4 posts of 'Kettles' was not given."]
    [whole] = merge([rest, topic])
    assert (refs(whole), whole.title, whole.notices) == (["1", "2", "4"], "Kettles", ())


def numbered(*numbers: int) -> ParsedThread:
    posts = tuple(ParsedPost(author="Brandal", body=f"words {n}", ref=f"r{n}", number=n) for n in numbers)
    return ParsedThread("Kettles", posts, "x.html", "x", key="x:thread:1")


def test_numbered_posts_between_two_files_that_neither_holds_are_told() -> None:
    [thread] = merge([numbered(31, 33), numbered(1, 2, 3), numbered(4, 9)])
    assert [post.number for post in thread.posts] == [1, 2, 3, 4, 9, 31, 33]
    assert [notice.text for notice in thread.notices] == ["Of 'Kettles' these posts were not given: 10–30."]


def test_a_first_post_repeated_on_every_page_does_not_mix_up_their_order() -> None:
    [thread] = merge([page(1, 30, 40), page(1, 10, 20)])
    assert refs(thread) == ["1", "10", "20", "30", "40"]


def test_of_two_states_of_a_post_the_one_edited_later_is_kept() -> None:
    first = ParsedPost(author="Brandal", body="old", ref="1")
    edited = replace(first, body="new", edited_at=datetime(2010, 1, 2))  # noqa: DTZ001
    for order in ((first, edited), (edited, first)):
        [thread] = merge([ParsedThread("t", (post,), "f", "x", key="k") for post in order])
        assert [post.body for post in thread.posts] == ["new"]


def plain(
    *said: str, at: int | None = None, url: str | None = None, clock: str | None = None
) -> ParsedThread:
    """Return a page whose posts have neither ids nor numbers; with a clock, each a minute after the one before."""
    begun = datetime.fromisoformat(clock) if clock else None
    posts = tuple(
        ParsedPost("Brandal", words, posted_at=begun and begun + timedelta(minutes=place), line=place)
        for place, words in enumerate(said)
    )
    return ParsedThread("Kettles", posts, "f.html", "x", key="x:thread:1", page=at, url=url)


def said(*fragments: ParsedThread) -> list[str]:
    [thread] = merge(fragments)
    return [post.body for post in thread.posts]


ONE, TWO = plain("Why boil?", "+1", "+1"), plain("Because.", "+1", "Cold.")


def test_a_page_without_ids_that_is_given_twice_is_one_page_and_what_it_says_twice_stays_said_twice() -> None:
    assert said(ONE, TWO, ONE, TWO) == ["Why boil?", "+1", "+1", "Because.", "+1", "Cold."]


def test_of_a_page_without_ids_and_its_longer_copy_each_post_is_kept_once_in_its_place() -> None:
    longer = plain("Why boil?", "+1", "+1", "Hm.")
    for order in ((ONE, TWO, longer), (longer, TWO, ONE), (ONE, longer, ONE, TWO)):
        assert said(*order) == ["Why boil?", "+1", "+1", "Hm.", "Because.", "+1", "Cold."]


def test_a_page_that_tells_its_number_is_known_again_by_it_although_a_post_was_edited() -> None:
    edited = plain("Why boil?", "Edited.", "+1", "+1", at=1)
    pages = [replace(ONE, page=1), replace(TWO, page=2), edited]
    assert said(*pages) == ["Why boil?", "+1", "+1", "Edited.", "Because.", "+1", "Cold."]


def test_a_single_post_comes_twice_unless_its_minute_or_the_address_of_its_page_says_it_is_one() -> None:
    assert said(plain("+1"), plain("+1")) == ["+1", "+1"]
    assert said(plain("+1", url="http://k.example/1"), plain("+1", url="http://k.example/2")) == ["+1", "+1"]
    assert said(plain("+1", url="http://k.example/1"), plain("+1", url="http://k.example/1")) == ["+1"]
    assert said(plain("+1", clock="2009-05-01"), plain("+1", clock="2009-05-01")) == ["+1", "+1"]
    assert said(plain("+1", clock="2009-05-01 10:03"), plain("+1", clock="2009-05-01 10:04")) == ["+1", "+1"]
    assert said(plain("+1", clock="2009-05-01 10:03"), plain("+1", "Hm.", clock="2009-05-01 10:03")) == [
        "+1",
        "Hm.",
    ]
    assert said(plain("+1", at=2), plain("+1", at=3), plain("+1", at=3)) == ["+1", "+1"]


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=8), st.data())
def test_copies_of_a_page_cut_short_anywhere_add_nothing_to_it(words: list[str], data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(2, len(words)), max_size=4))
    copies = [plain(*words), *(plain(*words[:cut]) for cut in cuts)]
    assert said(*data.draw(st.permutations(copies))) == words
