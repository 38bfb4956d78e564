"""What stands around quoted words, in every language: one table for flattened text, saved pages and mail."""

import pytest

from bot.archive.attribution.headers import Line, Style, read_header
from bot.archive.attributions import attribution
from bot.archive.model import PassageKind
from bot.archive.phrases import Phrases, kinds, languages
from bot.importers.html.headers import quoted_name
from tests.archive.debates import credits_of, last, own_of

WORDS = "Der alte Hafen liegt seit Jahren still, und niemand fragt warum."
UNSPACED = ("zh", "ja", "ko")


def said(language: str, kind: str) -> list[str]:
    between = "" if language in UNSPACED else " "
    return [f"Osse{between}{verb}:" for verb in languages()[language][kind]]


SAID = [header for language in languages() for kind in ("said", "wrote") for header in said(language, kind)]


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_kind_of_phrase(language: str) -> None:
    assert {kind for kind, phrases in languages()[language].items() if phrases} == kinds()


@pytest.mark.parametrize("header", sorted(set(SAID)))
def test_a_header_names_the_writer_in_text_pages_and_mail(header: str) -> None:
    found = read_header(header, {"osse"})
    assert found is not None
    assert (found.line, found.who) == (Line.OPENS, "Osse")
    assert quoted_name(header) == "Osse"
    named = attribution(f"{header[: len('Osse')]} <osse@tea.example>{header[len('Osse') :]}")
    assert named is not None
    assert named.name == "Osse"


@pytest.mark.parametrize(
    ("header", "end"),
    [
        (header, end)
        for language, table in languages().items()
        for header, end in zip(said(language, "said"), table["expand"], strict=False)
    ],
)
def test_a_box_of_whom_nobody_knows_the_words_is_the_named_ones(header: str, end: str) -> None:
    body = f"{header}\n{WORDS}\n{end}...\n\nWer sagt das?"
    passages = last(("Marta", "Etwas anderes ganz und gar."), ("Olaf", body))
    assert credits_of(body, passages) == [(WORDS, "Osse", None)]
    assert own_of(body, passages) == "Wer sagt das?"


@pytest.mark.parametrize(
    "header",
    [
        "Олег сказал(а):",
        "Олег сказала:",
        "Олег написал(а):",
        "Олег сказав(ла):",
        "Олег řekl(a):",
        "Олег powiedział(a):",
    ],
)
def test_forms_for_men_and_women_name_the_same_writer(header: str) -> None:
    body = f"{header}\n{WORDS}\n\nWer sagt das?"
    assert credits_of(body, last(("Олег", WORDS), ("Olaf", body))) == [(WORDS, "Олег", 1)]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("style", ["by", "quote"])
def test_words_before_a_name_tell_whose_a_box_is(language: str, style: str) -> None:
    table = languages()[language]
    starts = table["by"] if style == "by" else [f"{table['quote'][0]}: {one}" for one in table["by"][:1]]
    for start in starts:
        found = read_header(f"{start} Osse:", {"osse"})
        assert found is not None, start
        assert (found.line, found.who) == (Line.OPENS, "Osse")
        if style == "by":
            assert quoted_name(f"{start} Osse") == "Osse"


@pytest.mark.parametrize(
    "line", ["Click here.", "Expand on this, please...", "Quote me on that.", "Posted by mistake:"]
)
def test_a_sentence_that_only_begins_like_one_is_none(line: str) -> None:
    found = read_header(line, {"osse"})
    assert found is None or (found.line is Line.OPENS and found.who not in {"osse", "Osse"})


def test_titles_of_boxes_name_nobody() -> None:
    for title in (f"{word}:" for table in languages().values() for word in table["quote"]):
        assert quoted_name(title) is None
        found = read_header(title, ())
        assert found is None or found.who is None


def test_phrases_are_whole_words() -> None:
    wrote = Phrases("wrote")
    assert wrote.at_end("Osse wrote") == len("Osse ")
    assert wrote.at_end("Osse overwrote") is None
    assert wrote.at_start("schrieb Osse") == len("schrieb")
    assert wrote.at_start("schriebs Osse") is None
    assert "NAPSAL(A)" in wrote
    assert wrote.at_end("张三写道") == len("张三")


def test_only_a_line_of_the_software_closes_a_box() -> None:
    found = read_header("Click to expand...", ())
    assert found is not None
    assert (found.line, found.style) == (Line.CLOSES, Style.SAID)
    assert PassageKind.OWN in {
        tile.kind
        for tile in last(
            ("Marta", "a"),
            (
                "Olaf",
                "Click to expand the box, I said, to no avail at all, whatever anybody wanted of it then.",
            ),
        )
    }
