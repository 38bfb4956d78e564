"""Stack Exchange: what its API leaves out is said."""

import json
from pathlib import Path

import pytest

from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.source import Source

ANSWER = json.loads((Path(__file__).parent / "pages" / "stackexchange.json").read_text("utf-8"))


def without_words(value: object) -> object:
    if isinstance(value, dict):
        return {name: without_words(inner) for name, inner in value.items() if name != "body"}
    return [without_words(inner) for inner in value] if isinstance(value, list) else value


def test_an_answer_without_words_says_how_to_ask_for_them() -> None:
    source = Source("q.json", json.dumps(without_words(ANSWER)).encode())
    with pytest.raises(BadArchive, match="holds no words; ask it again with `filter=withbody`"):
        list(reader_for(source).read(source))


def test_questions_of_no_known_site_are_told_apart_by_nothing_and_stay_apart() -> None:
    item = {**ANSWER["items"][0], "link": None}
    source = Source("q.json", json.dumps({"items": [item]}).encode())
    [thread] = reader_for(source).read(source)
    assert thread.key is None
