"""What people type in their language finds what others wrote in it, marked in the verbatim text, and nothing else."""

import asyncio
import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.incoming import Incoming
from bot.archive.model import Passage, PassageKind
from bot.errors import NotFound, UserError
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
    "owner": "Andi's cat sat on Chris’s boss's mat, Al`s hat on Amy's; it's theirs",
    "shop": "T-shirts, AT&T's e-mails, two F-16s",
    "towns": "Санкт-Петербурге и Нью-Йорка; co-operated",
    "film": "यह फ़िल्म क्या",
}
TITLES = {"Am Köln": "Bürger", "Am Koeln": "Buerger", "Am Poet": "", "Am Łódź ул. Мой Straße kýz": ""}
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
    ("Andi", "owner"),
    ('"cat sat on chris\'s"', "owner"),
    ("chris boss AL", "owner"),
    ("amy’s", "owner"),
    ("it", ""),
    ("t-shirt", "shop"),
    ('"t-shirt"', ""),
    ("AT&T e-mail -F-15", "shop"),
    ("f-16", "shop"),
    ("shirt-at", ""),
    ("Санкт-Петербург", "towns"),
    ("нью-йорком", "towns"),
    ('"нью-йорк"', ""),
    ("co-operates", "towns"),
]


@pytest.fixture(scope="module")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tongues") / "hansard.db"
    asyncio.run(_put(path, list(TEXTS.values())))
    return path


async def _put(path: Path, texts: list[str]) -> None:
    parsed = thread("Many tongues", *(post("Ada", text) for text in texts))
    async with Store.open(path) as store, store.write() as write:
        await store.threads.take_in(write, Incoming.of(parsed, own(parsed)))


async def _ask(path: Path, *queries: str) -> list[Results]:
    async with Store.open(path, write=False) as store:
        return [await store.search.find(parse(query), viewer=OPERATOR, show=100) for query in queries]


@pytest.fixture(scope="module")
def answers(tongues: Path) -> dict[str, Results]:
    queries = [query for query, _ in FOUND]
    return dict(zip(queries, asyncio.run(_ask(tongues, *queries)), strict=True))


@pytest.mark.parametrize(("query", "names"), FOUND)
def test_what_is_typed_finds_what_was_written(answers: dict[str, Results], query: str, names: str) -> None:
    results = answers[query]
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
                await store.threads.take_in(write, Incoming.of(parsed, quoting))
            found = await store.search.find(parse(query), viewer=OPERATOR)
        return sorted(hit.post.number for hit in found.hits)

    assert asyncio.run(ask()) == numbers


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("title:köln", "Köln Koeln"),
        ("title:koeln", "Köln Koeln"),
        ("title:koln", "Köln"),
        ('title:"am köl"', "Köln Koeln"),
        ("title:poet", "Poet"),
        ("title:pöt", "Poet"),
        ("title:lodz", "Łódź"),
        ("title:strasse", "Łódź"),
        ("title:kyz", "Łódź"),
        ("title:мои", ""),
        ("title:мой", "Łódź"),
        ("role:bürger", "Köln Koeln"),
        ("role:buerger", "Köln Koeln"),
        ("role:burger", "Köln"),
    ],
)
def test_titles_are_found_with_letters_written_out_or_not(tmp_path: Path, query: str, titles: str) -> None:
    asked = parse(query)

    async def ask() -> Results:
        async with Store.open(tmp_path / "a.db") as store:
            async with store.write() as write:
                for title, role in TITLES.items():
                    parsed = thread(title, post("Ada", "Eins", author_title=role))
                    await store.threads.take_in(write, Incoming.of(parsed, own(parsed)))
            return await store.search.find(asked, viewer=OPERATOR)

    found = sorted(hit.post.thread_title for hit in asyncio.run(ask()).hits)
    fitting = [
        title
        for title, role in TITLES.items()
        if fits(asked.tree, Document(own=("Eins",), title=title, role=role), Words.OWN)
    ]
    assert found == sorted(fitting)
    assert [title for title in found if title.split()[1] not in titles.split()] == []
    assert len(found) == len(titles.split())


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("köl", "Köln Koeln"),
        ("koel", "Köln Koeln"),
        ("kol", "Köln"),
        ("am koe", "Koeln Köln"),
        ("pöt", "Pot Poet"),
        ("poet", "Poet"),
    ],
)
async def test_threads_are_completed_with_letters_written_out_or_not(
    store: Store, typed: str, titles: str
) -> None:
    for title in (*TITLES, "Am Pot", "Am Müll", "Am Buel"):
        parsed = thread(title, post("Ada", "Eins"))
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(parsed, own(parsed)))
    found = await store.threads.complete(typed, OPERATOR)
    assert [each.title.split()[1] for each in found] == titles.split()
    whole = {
        "Am Köln": "Am Köln",
        "am koeln": "Am Koeln",
        "Am Pöt": "Am Pot",
        "am muell": "Am Müll",
        "Am Bül": "Am Buel",
        "Am Boet": "",
        "Am Pööt": "",
    }
    for typed_title, title in whole.items():
        with contextlib.nullcontext() if title else pytest.raises(NotFound):
            assert (await store.threads.get(typed_title, OPERATOR)).title == title


@pytest.mark.parametrize(
    ("name", "other", "taken"),
    [
        ("Jörg", "Joerg", True),
        ("Joerg", "Jörg", True),
        ("Jörg", "jorg", True),
        ("Joerg", "jorg", False),
        ("Pot", "Poet", False),
    ],
)
async def test_no_alias_is_somebody_elses_name_spelt_otherwise(
    store: Store, name: str, other: str, *, taken: bool
) -> None:
    parsed = thread("Names", post(name, "Eins"), post("Ada", "Zwei"), post("Bert", "Drei"))
    quoting = [*own(parsed)]
    quoting[1] = (Passage(0, 2, PassageKind.QUOTE, f"Quoted {name}"), Passage(2, 4))
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(parsed, quoting))
    for alias in (other, f"Quoted {other}"):
        async with store.write() as write:
            with pytest.raises(UserError) if taken else contextlib.nullcontext():
                await store.authors.alias("Bert", alias, OPERATOR, write=write)


async def test_a_word_of_a_name_leads_to_it_with_letters_written_out_or_not(store: Store) -> None:
    parsed = thread("Names", post("Joerg Weiß", "Eins"), post("Łucja Größt", "Zwei"))
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(parsed, own(parsed)))
    for typed, name in {"Jörg": "Joerg Weiß", "Groesst": "Łucja Größt", "lucja": "Łucja Größt"}.items():
        assert (await store.authors.get(typed, OPERATOR)).name == name


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
