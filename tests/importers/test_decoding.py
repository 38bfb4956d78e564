import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadArchive
from bot.importers.decoding import decode

PLAIN = "Save it as plain text or as a web page, and import that."
PAGES = "Save the thread's pages from the browser, or copy its text into a text file, and import that."
# Not NUL, not a byte order mark, no lone surrogates; few enough control characters to pass for text.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"))


@given(texts)
def test_utf_8_comes_back_as_it_went_in(text: str) -> None:
    data = text.encode()
    if data[:2] not in {b"PK", b"MZ"}:
        assert decode(data) == text
        assert decode(b"\xef\xbb\xbf" + data) == text


@given(texts.filter(bool), st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]))
def test_a_byte_order_mark_decides(text: str, codec: str) -> None:
    assert decode(("\ufeff" + text).encode(codec)) == text
    assert decode(("\ufeff" + text).encode(codec), "windows-1251") == text


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data, name="some.txt")
    except BadArchive as refusal:
        assert str(refusal).startswith("some.txt")  # noqa: PT017 - most bytes are text
    else:
        assert "\0" not in text
        assert len(text) * 4 >= len(data) - 4


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (b"caf\xe9 \x93so\x94 \x85", None, "café “so” …"),
        (b"caf\xe9 \x93so\x94", "iso-8859-1", "café “so”"),
        ("café".encode(), "ISO-8859-1", "café"),
        ("Ни шагу назад!".encode("cp1251"), None, "Ни шагу назад!"),
        ("Ёж и ёлка, всё же".encode("cp1251"), None, "Ёж и ёлка, всё же"),
        ("Привет".encode("koi8-r"), '"KOI8-R"', "Привет"),
        ("日本語".encode("shift_jis"), "Shift_JIS", "日本語"),
        ("日本語".encode(), "no-such-charset", "日本語"),
        ("日本語".encode(), "rot13", "日本語"),
        ("äöü".encode("utf-16-le"), "utf-16le", "äöü"),
        (b"a\x81b\x8dc \xe9", None, "a\x81b\x8dc é"),
        (("é" * 40).encode() + b" it\x92s", None, "é" * 40 + " it’s"),
        ("so é".encode()[:-1], None, "so \ufffd"),
        ("\ufeffso é".encode("utf-16-le")[:-1], None, "so \ufffd"),
        (b"one\r\ntwo\rthree\x0c", None, "one\r\ntwo\rthree\x0c"),
        (b"", None, ""),
    ],
)
def test_a_charset_is_found_by_the_rules(data: bytes, declared: str | None, text: str) -> None:
    assert decode(data, declared) == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"one\ntwo\n\0", "pack/a.txt:3: The file holds a NUL character, so it is not text."),
        (b"\xff\xfeo\0\n\0\0\0", "pack/a.txt:2: The file holds a NUL character, so it is not text."),
        (
            b"\xff\xfeo\0\n\0\x00\xd8a\0",
            "pack/a.txt:2: The file is marked as UTF-16 but is not UTF-16 from this line on.",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0", f"pack/a.txt: This is a PNG picture, not an archived thread. {PAGES}"),
        (b"%PDF-1.4\n", f"pack/a.txt: This is a PDF document, not an archived thread. {PLAIN}"),
        (bytes(range(1, 32)) * 9, "pack/a.txt: The file is full of control characters, so it is not text."),
    ],
)  # fmt: skip
def test_what_is_not_text_is_refused_with_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(BadArchive) as caught:
        decode(data, name="pack/a.txt")
    assert str(caught.value) == message
