"""BBCode that stands in bodies untouched."""

import pytest

from bot.archive.model import Mark, MarkKind
from bot.importers.bbcode import declared, with_bbcode


@pytest.mark.parametrize(
    ("args", "author", "ref", "number"),
    [
        ('="brandal, post:3, topic:5, full:true"', "brandal", None, 3),
        ('="Osse, post: 880, member: 34"', "Osse", "880", None),
        ('="Osse & Line" post_id=880 time=1 user_id=3', "Osse & Line", "880", None),
        ('="Osse":3f2a1b', "Osse", None, None),
        ("=Osse;880", "Osse", "880", None),
        ("=Osse Line", "Osse Line", None, None),
        ("='Osse' pid='880' dateline='1'", "Osse", "880", None),
        (" author=Osse Line link=topic=1.msg880#msg880 date=12", "Osse Line", "880", None),
        (" name='Osse' timestamp='1' post='880'", "Osse", "880", None),
        ("=“Osse”", "Osse", None, None),
        ("", None, None, None),
    ],
)
def test_every_softwares_arguments_are_understood(
    args: str, author: str | None, ref: str | None, number: int | None
) -> None:
    mark = declared(args)
    assert (mark.author, mark.ref, mark.number) == (author, ref, number)


def found(body: str, *known: Mark) -> list[tuple[str, str | None, str]]:
    return [(mark.kind.value, mark.author, body[mark.start : mark.end]) for mark in with_bbcode(body, known)]


def test_nested_quotes_lie_in_their_parents_and_tags_are_nobodys_words() -> None:
    body = "[quote=Osse] a [QUOTE]b[/QUOTE] c [/quote]d"
    assert [entry for entry in found(body) if entry[0] == "quote"] == [
        ("quote", "Osse", "a [QUOTE]b[/QUOTE] c"),
        ("quote", None, "b"),
    ]
    assert [entry[2] for entry in found(body) if entry[0] == "header"] == [
        "[quote=Osse]", "[QUOTE]", "[/QUOTE]", "[/quote]",
    ]  # fmt: skip


def test_tags_in_code_are_code() -> None:
    assert [e[0] for e in found("[code][quote=x]a[/quote][/code]")] == ["header", "code", "header"]
    body = "[quote=x]a[/quote]"
    assert found(body, Mark(0, len(body), MarkKind.CODE)) == [("code", None, body)]


def test_a_quote_never_closed_ends_with_its_box_or_declares_nothing() -> None:
    body = "[quote=Osse]a\nb"
    assert found(body) == []
    box = Mark(0, 13, MarkKind.QUOTE, author="Tilda")
    assert ("quote", "Osse", "a") in found(body, box)


def test_a_closing_tag_alone_is_text() -> None:
    assert found("a[/quote]b") == []


def test_a_hundred_thousand_tags_are_read() -> None:
    assert len(found("[quote]" * 100_000 + "a" + "[/quote]" * 100_000)) <= 200
