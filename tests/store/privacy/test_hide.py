"""Somebody hidden or renamed is so wherever posts, names and counts are shown, now and after later imports."""

import re
from pathlib import Path

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import Mark, MarkKind, Passage, PassageKind
from bot.errors import NotFound, UserError
from bot.search.query import parse
from bot.search.tree import Words
from bot.store.archive import leaving
from bot.store.background import Background
from bot.store.index import fulltext
from bot.store.maintenance import repair
from bot.store.store import Store
from bot.store.values import Viewer
from tests.said import body
from tests.store.make import CANAL, CANAL_PASSAGES, EVERYONE, indexed, own, post, remove_post, thread

SLUG = "a-canal-across-the-isthmus"
HEAD = "Óscar Vidal said:\n"
WORDS = "The silt alone would have ruined them all.\n"
BOXED = thread(
    "A box",
    post(
        "Zed",
        f"{HEAD}{WORDS}I doubt that.",
        marks=(Mark(0, len(HEAD + WORDS), MarkKind.QUOTE, "Óscar Vidal"),),
    ),
)
BOXED_PASSAGES = [
    (
        Passage(0, len(HEAD), PassageKind.FURNITURE),
        Passage(len(HEAD), len(HEAD + WORDS), PassageKind.QUOTE, None, declared="Óscar Vidal"),
        Passage(len(HEAD + WORDS), len(HEAD + WORDS) + 13),
    )
]


async def put_box(store: Store, guild_id: int | None = None) -> None:
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(BOXED, BOXED_PASSAGES), guild_id=guild_id)


async def hide(
    store: Store, name: str = "Óscar Vidal", pseudonym: str | None = None, guild_id: int | None = None
) -> None:
    viewer = EVERYONE if guild_id is None else Viewer(guild_id)
    async with store.write() as write:
        await store.privacy.hide(name, viewer, write=write, pseudonym=pseudonym, guild_id=guild_id)


async def shown(store: Store, viewer: Viewer = EVERYONE) -> str:
    """Everything that leaves the store of every post, and of who wrote."""
    posts = [repr(p) async for p in store.posts.export(viewer)]
    names = [repr(a) for a in await store.authors.complete("", viewer)]
    for thread_ in await store.threads.list(viewer):
        names += [repr(a) for a in await store.authors.complete("", viewer, thread=thread_.slug)]
    return "\n".join(posts + names)


@pytest.mark.parametrize("before", [True, False], ids=["imported before", "imported after"])
async def test_a_hidden_author_is_gone_from_the_boxes_of_others_with_head_and_mark(
    canal: Store,
    before: bool,  # noqa: FBT001
) -> None:
    if before:
        await put_box(canal)
    await hide(canal)
    if not before:
        await put_box(canal)
    text = await shown(canal)
    assert "Vidal" not in text
    assert "silt" not in text
    assert "I doubt that." in text
    assert "silt" not in await indexed(canal)
    (box,) = await canal.posts.page("a-box", EVERYONE)
    assert body(box).startswith("█████ █████ said:\n███ ████ █████")
    assert box.marks[0].author == "a hidden author"


async def test_somebody_who_is_only_quoted_can_be_hidden(store: Store) -> None:
    await put_box(store)
    await hide(store)
    text = await shown(store)
    assert "Vidal" not in text
    assert "silt" not in text
    async with store.write() as write:
        await store.privacy.unhide("Óscar Vidal", write=write)
    assert "silt" in await shown(store)


async def test_a_hidden_author_stays_hidden_when_their_threads_go_and_come_again(canal: Store) -> None:
    await hide(canal)
    async with canal.write() as write:
        await canal.threads.remove(SLUG, EVERYONE, write=write)
        await canal.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
    assert "Vidal" not in await shown(canal)
    assert "silt" not in await indexed(canal)
    assert (await canal.posts.page(SLUG, EVERYONE))[1].withheld


@pytest.mark.parametrize("spelling", ["óscar vidal", "OSCAR VIDAL"])
async def test_a_name_spelt_otherwise_in_a_later_import_is_hidden_too(canal: Store, spelling: str) -> None:
    await hide(canal)
    later = thread("Later", (spelling, "Words that came with a later import."))
    async with canal.write() as write:
        await canal.threads.take_in(write, Incoming.of(later, own(later)))
    assert "later import" not in await shown(canal)
    assert "later" not in await indexed(canal)


async def test_a_pseudonym_leaves_the_words_and_takes_the_name_everywhere(canal: Store) -> None:
    await put_box(canal)
    await hide(canal, pseudonym="A sceptic")
    text = await shown(canal)
    assert "Vidal" not in text
    assert "silt" in text
    assert "A sceptic" in text
    assert "silt" in await indexed(canal)
    assert (await canal.authors.get("a sceptic", EVERYONE)).posts == 1
    assert [p.number for p in await canal.posts.by("A sceptic", EVERYONE)] == [2]
    with pytest.raises(NotFound):
        await canal.authors.get("Óscar Vidal", EVERYONE)


async def test_a_pseudonym_can_be_changed_and_taken_back_by_either_name(canal: Store) -> None:
    await hide(canal, pseudonym="A sceptic")
    await hide(canal, "A sceptic", pseudonym="A doubter")
    assert (await canal.authors.get("A doubter", EVERYONE)).posts == 1
    async with canal.write() as write:
        await canal.privacy.unhide("A doubter", write=write)
    assert (await canal.authors.get("Óscar Vidal", EVERYONE)).posts == 1
    with pytest.raises(NotFound):
        await canal.authors.get("A doubter", EVERYONE)


async def test_a_pseudonym_too_long_to_be_shown_is_refused(canal: Store) -> None:
    with pytest.raises(UserError, match="60 characters"):
        await hide(canal, pseudonym="x" * 61)


async def test_what_one_guild_hides_others_and_the_common_archive_still_show(canal: Store) -> None:
    async with canal.write() as write:
        ours = (await canal.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES), guild_id=7)).slug
        theirs = (await canal.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES), guild_id=8)).slug
    await hide(canal, guild_id=7)
    own_copy = (await canal.posts.page(ours, Viewer(7)))[1:3]
    assert own_copy[0].withheld
    assert "silt" not in body(own_copy[0]) + body(own_copy[1])
    for slug, viewer in ((SLUG, Viewer(7)), (SLUG, EVERYONE), (theirs, Viewer(8))):
        assert "silt" in body((await canal.posts.page(slug, viewer))[1])
    assert (await canal.authors.get("Óscar Vidal", Viewer(8))).posts == 2
    assert (await canal.authors.get("Óscar Vidal", Viewer(7))).posts == 1


async def test_a_guild_cannot_hide_who_writes_in_the_common_archive_alone(canal: Store) -> None:
    with pytest.raises(NotFound):
        await hide(canal, guild_id=7)
    assert "silt" in await shown(canal)


async def test_what_is_hidden_everywhere_is_hidden_in_every_guild_now_and_later(canal: Store) -> None:
    async with canal.write() as write:
        await canal.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES), guild_id=7)
    await hide(canal)
    async with canal.write() as write:
        await canal.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES), guild_id=8)
    for guild in (7, 8):
        text = await shown(canal, Viewer(guild))
        assert "silt" not in text
        assert "Vidal" not in text


async def test_an_author_known_in_two_archives_is_one_to_whoever_sees_both(canal: Store) -> None:
    more = thread("More", ("maren", "And one more thought about dredgers."))
    async with canal.write() as write:
        await canal.threads.take_in(write, Incoming.of(more, own(more)), guild_id=7)
    assert (await canal.authors.get("Maren", Viewer(7))).posts == 3
    assert (await canal.authors.get("Maren", Viewer(8))).posts == 2
    assert [a.name for a in await canal.authors.complete("mar", Viewer(7))] == ["Maren"]
    assert [str(p.id) for p in await canal.posts.by("Maren", Viewer(7))] == [
        f"{SLUG}#1",
        f"{SLUG}#3",
        "more#1",
    ]


@pytest.mark.parametrize("meanwhile", ["imported", "repaired", "removed"])
async def test_forms_of_words_are_found_once_somebody_is_shown_again(tmp_path: Path, meanwhile: str) -> None:
    path = tmp_path / "a.db"
    ada = "Steamers!" if meanwhile == "removed" else "Ahoy!"
    said = thread("Ships", ("Ada", ada), ("Bo", "The steamers came."), ("Cy", "One steamer."))
    first = thread("Bo", ("Bo", "Hello.")) if meanwhile == "imported" else said
    async with Store.open(path) as store:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(first, own(first)))
        await hide(store, "Bo")
        async with store.write() as write:
            if meanwhile == "imported":
                alone = thread("Ships", *said.posts[1:])
                await store.threads.take_in(write, Incoming.of(alone, own(alone)))
            elif meanwhile == "removed":
                await remove_post(store, PostId("ships", 1), EVERYONE, write)
        await store.settle()
    if meanwhile == "repaired":
        repair(path)
    async with Store.open(path) as store:
        async with store.write() as write:
            await store.privacy.unhide("Bo", write=write)
        await store.settle()
        found = await store.search.find(parse("steamer from:Bo"), viewer=EVERYONE)
        assert [hit.snippet.text for hit in found.hits] == ["The steamers came."]


async def test_nobody_who_is_not_hidden_can_be_shown_again(canal: Store) -> None:
    async with canal.write() as write:
        with pytest.raises(NotFound, match="No hidden author"):
            await canal.privacy.unhide("Maren", write=write)


@pytest.mark.parametrize("pseudonym", [None, "A sceptic"])
async def test_whoever_was_hidden_is_shown_again_by_another_name_of_theirs_and_nobody_else(
    canal: Store, pseudonym: str | None
) -> None:
    async with canal.write() as write:
        await canal.authors.alias("Óscar Vidal", "The Engineer", EVERYONE, write=write)
    await hide(canal, "Maren")
    await hide(canal, pseudonym=pseudonym)
    async with canal.write() as write:
        await canal.privacy.unhide("The Engineer", write=write)
    assert await canal.privacy.hidden() == ["Maren"]
    assert "Óscar Vidal" in await shown(canal)


@pytest.mark.parametrize("pseudonym", [None, "A sceptic"])
async def test_who_is_hidden_elsewhere_is_so_when_their_words_come(
    store: Store, pseudonym: str | None
) -> None:
    async with store.write() as write:
        with pytest.raises(NotFound, match="Nobody"):
            await store.privacy.hide("Óscar Vidal", EVERYONE, write=write)
    async with store.write() as write:
        await store.privacy.hide("Óscar Vidal", EVERYONE, write=write, pseudonym=pseudonym, known_only=False)
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
    assert "Óscar Vidal" not in await shown(store)
    assert await store.privacy.hidden() == ["Óscar Vidal"]
    async with store.write() as write:
        await store.privacy.unhide("Óscar Vidal", write=write)
    assert "Óscar Vidal" in await shown(store)


BOXES = thread("Boxes", *(post("Zed", f"{WORDS}I doubt that, {n} times.") for n in range(4)))
BOXES_PASSAGES = [
    (
        Passage(0, len(WORDS), PassageKind.QUOTE, None, declared="Óscar Vidal"),
        Passage(len(WORDS), len(each.body)),
    )
    for each in BOXES.posts
]


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a step do one thing, and nobody take the next."""
    monkeypatch.setattr(leaving, "FEW", 1)
    monkeypatch.setattr(fulltext, "SECONDS", 0)
    monkeypatch.setattr(Background, "wake", lambda _: None)


@pytest.mark.usefixtures("idle")
async def test_who_is_quoted_very_often_is_hidden_at_once_and_credited_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.db"

    async def found(store: Store) -> int:
        return (await store.search.find(parse("silt"), viewer=EVERYONE, words=Words.ALL)).total

    async with Store.open(path) as store:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(BOXES, BOXES_PASSAGES))
        assert await found(store) == 4
        await hide(store)
        waiting = await store.background.waiting()
        assert (waiting.unindexed, waiting.leaving) == (3, 0)
        assert not {"silt", "Vidal"} & set(re.findall(r"\w+", await shown(store)))
        assert await found(store) == 0
    async with Store.open(path) as store:
        await hide(store, pseudonym="A sceptic")
        assert "A sceptic" in (text := await shown(store))
        assert "a removed post" not in text
        await hide(store)
        assert await store.background.finish()
        assert "silt" not in await indexed(store)
        assert await found(store) == 0
        async with store.write() as write:
            await store.privacy.unhide("Óscar Vidal", write=write)
        await store.background.finish()
        assert await found(store) == 4


@pytest.mark.usefixtures("idle")
async def test_whoever_quotations_wait_for_stays_known_when_all_they_wrote_leaves(store: Store) -> None:
    vidal = thread("Vidal", *(("Óscar Vidal", f"Dig {n}.") for n in range(3)))
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(BOXES, BOXES_PASSAGES))
        await store.threads.take_in(write, Incoming.of(vidal, own(vidal)))
    async with store.write() as write:
        await store.threads.remove("vidal", EVERYONE, write=write)
    await hide(store)
    await store.background.finish()
    assert "Vidal" not in await shown(store)
    assert "silt" not in await indexed(store)


@pytest.mark.usefixtures("idle")
async def test_a_removed_post_is_blacked_out_where_its_author_was_hidden_just_before(store: Store) -> None:
    said = thread("Vidal", ("Óscar Vidal", WORDS))
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(BOXES, BOXES_PASSAGES))
        await store.threads.take_in(write, Incoming.of(said, own(said)))
    await hide(store)
    async with store.write() as write:
        await remove_post(store, PostId("vidal", 1), Viewer(None, everything=True), write)
    await hide(store)
    await store.background.finish()
    async with store.write() as write:
        await store.privacy.unhide("Óscar Vidal", write=write)
    await store.background.finish()
    assert "silt" not in await shown(store)
