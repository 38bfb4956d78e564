"""What people type in their language finds what others wrote in it, marked in the verbatim text, and nothing else."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.model import Passage, PassageKind
from bot.search.query import parse
from bot.search.tree import Words, describe
from bot.store.search.search import Results
from bot.store.store import Store
from tests.search.document import Document, fits
from tests.search.test_words import PIECES
from tests.store.make import OPERATOR, own, post, thread

TEXTS = {
    "tea": "차를 마시러 시장에서 만났다",
    "house": "우리집은 시장 옆이다",
    "state": "l'État n’a rien dit d'autre",
    "island": "dell'Isola, un’altra volta",
    "laugh": "ha 😂 what a night 👍🏽",
    "heart": "❤️ from 🇵🇱",
    "city": "Łódź nocą, żółć i gęś",
    "island2": "Ærøskøbing ligger på Ærø",
    "town": "Isparta'dan IRMAK kıyısına",
    "bridge": "Die Brücke über den Fluß",
    "written": "Die Bruecke ist alt",
    "clay": "The poet has a pot, and the pot is hot",
    "quay": "Гуляли по набережной, войной пахло",
    "warrior": "Воин у ворот, мои братья",
    "song": "Мой ёж поёт",
    "ukraine": "Її м'яч і його",
    "school": "التِّلميذُ في المدرسة الأُولى",
    "peace": "שָׁלוֹם לכולם",
    "sword": "ガラスの剣とカラス",
    "half": "ﾊﾞﾅﾅとＡＢＣ",
    "thai": "ไม่ใกล้ แต่ไม้",
    "spain": "El pingüino del niño; camión",
    "film": "यह फ़िल्म क्या",
}
FOUND = [
    ("차", "tea"),
    ("시장", "tea house"),
    ("집", "house"),
    ('"시장 옆"', "house"),
    ("état", "state"),
    ("l'état", "state"),
    ('"etat n\'a"', "state"),
    ("autre", "state"),
    ("isola", "island"),
    ("altra", "island"),
    ("😂", "laugh"),
    ("👍", "laugh"),
    ("👍🏿", "laugh"),
    ("❤", "heart"),
    ("🇵🇱", "heart"),
    ("🇫🇷", ""),
    ("lodz", "city"),
    ("ŁÓDŹ", "city"),
    ("zolc ges", "city"),
    ("aero", "island2"),
    ("aeroskobing", "island2"),
    ("paa", "island2"),
    ("ısparta", "town"),
    ("Isparta", "town"),
    ("ırmak", "town"),
    ("kiyisina", "town"),
    ("brücke", "bridge written"),
    ('"bruecke ist"', "written"),
    ('"die bruecke"', "bridge written"),
    ('"die brücke"', "bridge written"),
    ('"die brucke"', "bridge"),
    ('"die brueck*"', "written"),
    ('"die brück*"', "bridge written"),
    ('"den fluss"', "bridge"),
    ('"aeroeskoebing ligger paa"', "island2"),
    ('"poet is hot"', ""),
    ('"pöt has"', "clay"),
    ("bruecke", "bridge written"),
    ("brucke", "bridge"),
    ("brueck*", "bridge written"),
    ("fluss", "bridge"),
    ("набережной", "quay"),
    ("набережная", "quay"),
    ("войной", "quay"),
    ("война", "quay"),
    ("воин", "warrior"),
    ('"мой"', "song"),
    ('"мои"', "warrior"),
    ("еж", "song"),
    ("її", "ukraine"),
    ("мяч", "ukraine"),
    ("التلميذ", "school"),
    ("الاولي", "school"),
    ("المدرسه", "school"),
    ("שלום", "peace"),
    ("ガラス", "sword"),
    ('"カラス"', "sword"),
    ("バナナ", "half"),
    ("abc", "half"),
    ("ไม้", "thai"),
    ("ไกล", ""),
    ("pinguino", "spain"),
    ("camion nino", "spain"),
    ("फिल्म", "film"),
]


@pytest.fixture(scope="module")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tongues") / "hansard.db"
    asyncio.run(_put(path, list(TEXTS.values())))
    return path


async def _put(path: Path, texts: list[str]) -> None:
    parsed = thread("Many tongues", *(post("Ada", text) for text in texts))
    async with Store.open(path) as store, store.write() as write:
        await store.threads.save(write, parsed, own(parsed))


async def _ask(path: Path, *queries: str) -> list[Results]:
    async with Store.open(path, write=False) as store:
        return [await store.search.find(parse(query), viewer=OPERATOR, show=100) for query in queries]


@pytest.mark.parametrize(("query", "names"), FOUND)
def test_what_is_typed_finds_what_was_written(tongues: Path, query: str, names: str) -> None:
    (results,) = asyncio.run(_ask(tongues, query))
    tree = parse(query).tree
    fitting = [name for name, text in TEXTS.items() if fits(tree, Document(own=(text,)), Words.OWN)]
    found = {list(TEXTS)[hit.post.number - 1]: hit for hit in results.hits}
    assert sorted(found) == sorted(fitting) == sorted(names.split())
    assert results.ignored == ()
    for name, hit in found.items():
        assert hit.snippet.text == TEXTS[name]
        assert hit.snippet.marks, query


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("from:joerg-mueller", [1]),
        ('from:"Joerg Müller"', [1]),
        ('from:"jorg muller"', [1]),
        ('quoting:"joerg mueller"', [2]),
        ("from:Pöt", [2]),
        ("from:pot", []),
        ("from:Soren", [3]),
        ("from:soeren", [3]),
        ("from:zwoelf", []),
        ("from:zwölf", [4]),
    ],
)
def test_names_are_found_with_letters_written_out_or_not(
    tmp_path: Path, query: str, numbers: list[int]
) -> None:
    parsed = thread(
        "Names",
        post("Jörg Müller", "Eins"),
        post("Poet", "Eins. Zwei"),
        post("Søren", "Drei"),
        post("Zwolf", "Vier"),
    )
    quoting = [*own(parsed)]
    quoting[1] = (Passage(0, 4, PassageKind.QUOTE, "Jörg Müller", 1, 0, 4), Passage(4, 10))

    async def ask() -> list[int]:
        async with Store.open(tmp_path / "a.db") as store:
            async with store.write() as write:
                await store.threads.save(write, parsed, quoting)
            found = await store.search.find(parse(query), viewer=OPERATOR)
        return sorted(hit.post.number for hit in found.hits)

    assert asyncio.run(ask()) == numbers


def test_a_query_is_told_as_it_was_typed() -> None:
    said = describe(parse('Łódź "Über Öl" Grüß* title:État role:"Maître d\'Œuvre" 학교').tree)
    for typed in ("Łódź", "Über Öl", "Grüß", "État", "Maître d'Œuvre", "학교"):
        assert f"“{typed}" in said


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Brückke", "Brücke"),
        ("Qwrtz", None),
        ("Набеежной", "набережной"),
        ("pingüinoo", "pingüino"),
    ],
)
def test_what_may_have_been_meant_is_proposed_as_it_was_written(
    tongues: Path, typed: str, written: str | None
) -> None:
    (results,) = asyncio.run(_ask(tongues, typed))
    assert results.total == 0
    assert results.spellings[:1] == (((typed, written),) if written else ())


pieces = st.lists(st.sampled_from([*PIECES, *PIECES, " ", " "]), min_size=1, max_size=8).map("".join)


@settings(max_examples=60)
@given(texts=st.lists(pieces, min_size=1, max_size=6), queries=st.lists(pieces, max_size=6))
def test_the_archive_finds_what_the_tree_says(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], queries: list[str]
) -> None:
    path = tmp_path_factory.mktemp("words") / "hansard.db"
    asyncio.run(_put(path, texts))
    asked = [*queries, *texts, *(f'"{text}"' for text in texts), *(f"{text}*" for text in texts)]
    for query, results in zip(asked, asyncio.run(_ask(path, *asked)), strict=True):
        tree = parse(query).tree
        fitting = [
            number
            for number, text in enumerate(texts, 1)
            if fits(tree, Document(own=(text,), names=("Ada",), number=number), Words.OWN)
        ]
        assert sorted(hit.post.number for hit in results.hits) == fitting, query
