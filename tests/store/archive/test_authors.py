import pytest

from bot.archive.incoming import Incoming
from bot.errors import NotFound
from bot.search.query import parse
from bot.store.store import Store
from tests.said import body
from tests.store.make import EVERYONE, indexed, own, thread


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Maren", "Maren"),
        ("maren", "Maren"),
        ("oscar vidal", "Óscar Vidal"),
        ("ÓSCAR  VIDAL", "Óscar Vidal"),
        ("Oscar Vidla", "Óscar Vidal"),
        ("ни ШАГУ", "Ни шагу"),
    ],
)
async def test_a_name_is_found_however_it_is_typed(canal: Store, asked: str, name: str) -> None:
    assert (await canal.authors.get(asked, EVERYONE)).name == name


async def test_a_name_begun_with_letters_written_out_is_completed_after_those_that_begin_so(
    store: Store,
) -> None:
    parsed = thread("Names", ("Jörg Müller", "Eins"), ("Joel", "Zwei"), ("Joerg", "Drei"), ("John", "Vier"))
    async with store.write() as write:
        saved = await store.threads.take_in(write, Incoming.of(parsed, own(parsed)))
    for slug in (None, saved.slug):
        found = {
            begun: [author.name for author in await store.authors.complete(begun, EVERYONE, thread=slug)]
            for begun in ("joe", "joer", "jör", "muell", "¡")
        }
        assert found == {
            "joe": ["Joel", "Joerg", "Jörg Müller"],
            "joer": ["Joerg", "Jörg Müller"],
            "jör": ["Jörg Müller", "Joerg"],
            "muell": ["Jörg Müller"],
            "¡": [],
        }


async def test_an_unknown_name_proposes_the_nearest(canal: Store) -> None:
    with pytest.raises(NotFound, match="`Maren`"):
        await canal.authors.get("Marena B", EVERYONE)


async def test_who_asks_for_no_guess_gets_none(canal: Store) -> None:
    with pytest.raises(NotFound, match="`Óscar Vidal`"):
        await canal.authors.get("Oscar Vidla", EVERYONE, guess=False)


async def test_nobody_is_hidden_for_a_name_that_is_only_near(canal: Store) -> None:
    async with canal.write() as write:
        with pytest.raises(NotFound, match="`Maren`"):
            await canal.privacy.hide("Marek", EVERYONE, write=write)
    assert (await canal.authors.get("Maren", EVERYONE)).posts == 2


@pytest.mark.parametrize(
    "query", ["from:Marek", "quoting:Marek", "canal from:Marek", "from:Marek OR from:Marem"]
)
async def test_a_search_answers_with_nobody_elses_posts_and_offers_who_may_be_meant(
    canal: Store, query: str
) -> None:
    results = await canal.search.find(parse(query), viewer=EVERYONE)
    assert results.total == 0
    assert ("Marek", "Maren") in results.names
    assert "Did you mean `Maren`?" in results.unknown[0]
    assert "written by Maren" not in results.understood
    left_out = await canal.search.find(parse("-from:Marek"), viewer=EVERYONE)
    assert left_out.total == 4


async def test_an_alias_finds_its_author(canal: Store) -> None:
    async with canal.write() as write:
        await canal.authors.alias("Maren", "The Engineer", EVERYONE, write=write)
    found = await canal.authors.get("the engineer", EVERYONE)
    assert (found.name, found.aliases) == ("Maren", ("The Engineer",))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["Maren", "Óscar Vidal", "Ни шагу"]),
        ("m", ["Maren"]),
        ("vid", ["Óscar Vidal"]),
        ("шаг", ["Ни шагу"]),
        ("x", []),
        ("%", []),
    ],
)
async def test_completion_finds_the_beginning_of_any_word_of_a_name(
    canal: Store, text: str, names: list[str]
) -> None:
    assert [a.name for a in await canal.authors.complete(text, EVERYONE)] == names
    slug = (await canal.threads.list(EVERYONE))[0].slug
    assert [a.name for a in await canal.authors.complete(text, EVERYONE, thread=slug)] == names


async def test_authors_of_a_thread_come_by_how_much_they_wrote(canal: Store) -> None:
    found = await canal.authors.complete("", EVERYONE, thread="a-canal-across-the-isthmus")
    assert [(a.name, a.posts, a.words) for a in found] == [
        ("Maren", 2, 16),
        ("Óscar Vidal", 1, 8),
        ("Ни шагу", 1, 7),
    ]


async def test_a_hidden_authors_words_and_name_are_shown_nowhere(canal: Store) -> None:
    async with canal.write() as write:
        await canal.privacy.hide("Óscar Vidal", EVERYONE, write=write)
    slug = "a-canal-across-the-isthmus"
    for post in await canal.posts.page(slug, EVERYONE):
        assert "silt" not in body(post)
        assert all("Vidal" not in str(passage) for passage in post.passages)
        assert "Vidal" not in post.author
    quoting = (await canal.posts.page(slug, EVERYONE, first=3))[0]
    assert body(quoting).endswith("Not with proper dredgers, I think it pays.")
    words = await indexed(canal)
    assert "silt" not in words
    assert "dredgers" in words
    assert [a.name for a in await canal.authors.complete("", EVERYONE)] == ["Maren", "Ни шагу"]
    with pytest.raises(NotFound):
        await canal.authors.get("Óscar Vidal", EVERYONE)
    async with canal.write() as write:
        await canal.privacy.unhide("Óscar Vidal", write=write)
    assert "silt" in body((await canal.posts.page(slug, EVERYONE, first=2))[0])
    words = await indexed(canal)
    assert "silt" in words


async def test_a_pseudonym_stands_for_the_name(canal: Store) -> None:
    async with canal.write() as write:
        await canal.privacy.hide("Maren", EVERYONE, write=write, pseudonym="M.")
    (opening,) = await canal.posts.page("a-canal-across-the-isthmus", EVERYONE, count=1)
    assert (opening.author, body(opening)) == ("M.", "Suppose the canal had been dug in 1825.")
    assert (await canal.authors.get("m.", EVERYONE)).posts == 2
    with pytest.raises(NotFound):
        await canal.authors.get("Maren", EVERYONE)


async def test_a_word_of_a_name_leads_to_whoever_alone_has_it_and_is_proposed_otherwise(canal: Store) -> None:
    assert (await canal.authors.get("vidal", EVERYONE)).name == "Óscar Vidal"
    assert (await canal.authors.get("oscar", EVERYONE)).name == "Óscar Vidal"
    for asked in ("oscar", "vidal"):
        with pytest.raises(NotFound, match="Did you mean `Óscar Vidal`"):
            await canal.authors.get(asked, EVERYONE, guess=False)
    with pytest.raises(NotFound, match=r"called “vid”\.$"):
        await canal.authors.get("vid", EVERYONE)
    results = await canal.search.find(parse("from:oscar"), viewer=EVERYONE)
    assert results.total == 0
    assert any("Óscar Vidal" in told for told in results.unknown)
