"""Which reader a file is for."""

import pytest

from bot.errors import BadArchive
from bot.importers.detect import known_formats, reader_for, readers
from bot.importers.source import Source

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
THREAD = """On kettles

Brandal
Regular member
A kettle must be warmed before the water goes in.

\u00a0

Osseline
New member
Mine never was, and it sings.
""".encode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \r\n\t\n", "The file is empty."),
        (
            b"<!DOCTYPE html><html><body><p>Kettles for sale</p></body></html>",
            "This is a web page, but no thread of a forum software that is known.",
        ),
        (
            b'{"kettles": [1, 2], "lids": {"tin": 3}}',
            'This is JSON with "kettles", "lids", "tin", but not of a shape known as an archived thread.',
        ),
        (
            b'<html><head><meta name="generator" content="Shop &amp; Go 3"><title>\n Caf\xc3\xa9 </title>',
            "This is a web page called “Café” made by Shop & Go 3, but no thread of a forum software that is known.",
        ),
        (b"[[1], [2]]", "This is JSON, but not of a shape known as an archived thread."),
        (bytes(range(256)) * 64, "The file holds a NUL character, so it is not text."),
    ],
)
def test_what_is_no_archive_is_refused_with_a_clear_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BadArchive) as caught:
        reader_for(Source("thing.html", data))
    assert caught.value.reason == sentence
    assert caught.value.file == "thing.html"


def test_an_unknown_format_is_refused_with_the_list_of_known_ones() -> None:
    with pytest.raises(BadArchive) as caught:
        reader_for(Source("a.txt", THREAD), "geocities")
    known = ", ".join(sorted(reader.name for reader in readers))
    assert caught.value.reason == f"There is no format called 'geocities'. The formats are: {known}."


def test_a_named_format_is_taken_at_its_word() -> None:
    assert reader_for(Source("a.txt", THREAD), "xenforo").name == "xenforo"


def test_plain_text_is_left_to_the_text_reader_whatever_its_name() -> None:
    assert reader_for(Source("thread.json", THREAD)).name == "text"


def test_every_reader_has_a_name_of_its_own() -> None:
    assert len({reader.name for reader in readers}) == len(readers)


def test_what_is_read_is_listed_as_people_call_it_and_nothing_is_left_out() -> None:
    listed = known_formats()
    assert not {reader.name for reader in readers} & set(listed.split(", "))
    assert {"XenForo", "Mailman", "my own export"} <= set(listed.split(", "))
