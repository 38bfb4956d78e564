"""Queries near another."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.search.nearby import any_word, put_right, without_each
from bot.search.query import parse, pieces
from bot.search.tree import Dated


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("canal", []),
        ("canal locks", [("canal", "locks"), ("locks", "canal")]),
        ('"old canal" -from:ada', [('"old canal"', "-from:ada"), ("-from:ada", '"old canal"')]),
        ("canal AND (locks OR weirs)", [("canal", "( locks OR weirs )"), ("( locks OR weirs )", "canal")]),
        ("canal OR locks", []),
    ],
)
def test_a_query_is_offered_without_each_of_its_parts(query: str, expected: list[tuple[str, str]]) -> None:
    assert without_each(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("canal locks", "(canal OR locks)"),
        ('canal "two locks" before:1900', '(canal OR "two locks") before:1900'),
        ("canal before:1900", None),
        ("canal -locks", None),
        ("canal | locks", None),
    ],
)
def test_any_of_the_words_are_asked_for_with_every_filter_kept(query: str, expected: str | None) -> None:
    assert any_word(query) == expected


@pytest.mark.parametrize(
    ("query", "meant", "right"),
    [
        ("author:ada canal", "from:ada", "from:ada canal"),
        ("canal USER: ada", "from:ada", "canal from:ada"),
        ('poster:"ada b" x', 'from:"ada b"', 'from:"ada b" x'),
        ("form:ada", "from:ada", "from:ada"),
        ("befor:1900 canal", "before:1900", "before:1900 canal"),
        ("since:1900", "after:1900", "after:1900"),
    ],
)
def test_a_filter_of_another_name_is_put_right(query: str, meant: str, right: str) -> None:
    assert put_right(query) == [(meant, right)]


@pytest.mark.parametrize("query", ["from:ada", "http://canal.example", '"author: ada"', "zzz:ada", "10:30"])
def test_what_is_no_filter_is_left_alone(query: str) -> None:
    assert put_right(query) == []


_PART = st.sampled_from(
    ["canal", '"old canal"', "from:ada", "neo*", "-locks", "NOT weirs", "don't", "C++", "x)"]
)
_GROUP = st.lists(_PART, min_size=1, max_size=3).map(lambda parts: f"({' OR '.join(parts)})")


@given(st.lists(_PART | _GROUP | st.just("AND"), max_size=6).map(" ".join))
def test_the_pieces_of_a_query_mean_what_it_means(query: str) -> None:
    assume(pieces(query))
    assert parse(" ".join(pieces(query))).tree == parse(query).tree


@given(st.text(alphabet='ab()"-| ORND:from', max_size=40))
def test_any_text_has_pieces(query: str) -> None:
    assert all(piece == piece.strip() for piece in pieces(query))


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("канал от:Анна", "канал from:Анна"),
        ('От:"Анна К" до:1900', 'from:"Анна К" before:1900'),
        ("после:1900 в:старые-каналы", "after:1900 in:старые-каналы"),
        ("канал ИЛИ шлюз", "канал OR шлюз"),
        ("канал И НЕ шлюз", "канал AND NOT шлюз"),
        ("от: НЕ канал", "from: NOT канал"),
        ("есть:цитаты Есть:Ссылка", "has:quote has:link"),
        ("это:начало ИЛИ это:ответ", "is:op OR is:reply"),
        ("это:длинный -это:короткий", "is:long -is:short"),
        ("длина:10..20 дата:1999-05", "len:10..20 on:1999-05"),
        ("есть:картинки есть:код есть:список", "has:images has:code has:list"),
    ],
)
def test_filters_and_operators_are_read_in_russian(russian: str, english: str) -> None:
    assert parse(russian).tree == parse(english).tree


@pytest.mark.parametrize(("russian", "english"), [("3д", "3d"), ("2н", "2w"), ("5м", "5m"), ("1г", "1y")])
def test_how_long_ago_is_read_in_russian(russian: str, english: str) -> None:
    today = date(2021, 5, 7)
    asked = parse(f"после:{russian}", today=today).tree
    assert asked == parse(f"after:{english}", today=today).tree
    assert isinstance(asked, Dated)


@pytest.mark.parametrize(
    ("typed", "meant"), [("автор:анна", "от:анна"), ("год:1999", "за:1999"), ("кто:анна", "от:анна")]
)
def test_a_russian_filter_that_is_none_is_put_right_in_russian(typed: str, meant: str) -> None:
    assert put_right(typed) == [(meant, meant)]
