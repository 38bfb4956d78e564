"""Who said it, asked of a real database."""

from datetime import datetime

import discord
import pytest

from bot.archive.incoming import Incoming
from bot.errors import UserError
from bot.store.search import find_quote
from bot.store.search.find_quote import Found
from bot.store.store import Store
from bot.store.values import Viewer
from bot.ui.findings import HURRIED, findings
from tests.store.make import CANAL, CANAL_PASSAGES, EVERYONE, own, post, thread


async def test_words_said_to_the_letter_are_found_with_who_quoted_them(canal: Store) -> None:
    found = await canal.finding.find("The silt alone would have ruined them all", EVERYONE)
    assert [(said.post.author, said.post.number, said.confidence) for said in found.said] == [
        ("Óscar Vidal", 2, 1.0)
    ]
    assert [each.number for each in found.quoted] == [3]


async def test_who_only_quoted_the_words_is_not_said_to_have_said_them(canal: Store) -> None:
    found = await canal.finding.find("silt alone would have ruined", EVERYONE)
    assert {said.post.author for said in found.said} == {"Óscar Vidal"}


async def test_a_misquote_is_traced_to_the_words_it_comes_from(canal: Store) -> None:
    found = await canal.finding.find("the sand alone would have ruined everything", EVERYONE)
    assert found.said[0].words.text == "The silt alone would have ruined"
    assert found.said[0].confidence < 1


async def test_of_two_who_said_the_same_the_earlier_comes_first(store: Store) -> None:
    same = "A harbour is only as good as its dredgers, my friends."
    made = thread(
        "Harbours",
        post("Late", same, posted_at=datetime(2020, 1, 2)),  # noqa: DTZ001
        post("Early", same, posted_at=datetime(2019, 1, 2)),  # noqa: DTZ001
    )
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(made, own(made)))
    found = await store.finding.find(same, EVERYONE)
    assert [said.post.author for said in found.said] == ["Early", "Late"]


async def test_words_nobody_said_are_found_nowhere(canal: Store) -> None:
    assert (await canal.finding.find("bread and circuses for the people", EVERYONE)).said == ()


@pytest.mark.parametrize(
    "typed", ["Für Köln müßt", "Fuer Koeln muesst", "fur Koln musst", "Fuer Köln muesst"]
)
async def test_words_are_found_to_the_letter_with_letters_written_out_or_not(
    store: Store, typed: str
) -> None:
    made = thread(
        "Towns", post("Ada", "Ja. Fuer Koeln muesst ihr."), post("Bert", "Nein, für Köln müßt ihr nicht.")
    )
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(made, own(made)))
    found = {said.post.author: said.confidence for said in (await store.finding.find(typed, EVERYONE)).said}
    assert found["Bert"] == 1.0
    assert (found.get("Ada") == 1.0) == (typed != "fur Koln musst")


async def test_two_words_are_too_few(canal: Store) -> None:
    with pytest.raises(UserError, match="three words"):
        await canal.finding.find("the silt", EVERYONE)


@pytest.mark.parametrize(
    "text", ['"silt AND (alone" OR NEAR*', "own: silt ^ruined -them", "' ' ' x y z \x00"]
)
async def test_no_text_breaks_the_search(canal: Store, text: str) -> None:
    await canal.finding.find(text, EVERYONE)


async def test_words_of_another_servers_thread_are_not_found(store: Store) -> None:
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES), guild_id=7)
    text = "The silt alone would have ruined them all"
    assert (await store.finding.find(text, Viewer(8))).said == ()
    assert len((await store.finding.find(text, Viewer(7))).said) == 1


async def test_words_of_a_hidden_author_are_found_nowhere(canal: Store) -> None:
    async with canal.write() as write:
        await canal.privacy.hide("Óscar Vidal", EVERYONE, write=write)
    assert (await canal.finding.find("The silt alone would have ruined them all", EVERYONE)).said == ()


async def test_a_hidden_author_is_not_named_among_those_who_quoted(canal: Store) -> None:
    async with canal.write() as write:
        await canal.privacy.hide("Maren", EVERYONE, write=write)
    found = await canal.finding.find("The silt alone would have ruined them all", EVERYONE)
    assert found.quoted == ()
    assert len(found.said) == 1


@pytest.mark.parametrize(
    "before", [0, find_quote.PIECE - 20, find_quote.PIECE, find_quote.PIECE + find_quote.OVERLAP - 20, 90_000]
)
async def test_words_are_found_wherever_they_stand_in_a_very_long_post(
    store: Store, before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_quote, "WORK", 60.0)  # how fast the machine is is not asked here
    said = "The silt alone would have ruined every one of them before spring."
    filler = "harbour talk goes on and on " * 4_000
    made = thread(
        "Harbours", post("Maren", f"{filler[:before]}\n{said}\n{filler[before:]}"), post("Ada", "Not so.")
    )
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(made, own(made)))
    found = await store.finding.find(said, EVERYONE)
    assert [(each.post.author, f"{each.words.text}.") for each in found.said] == [("Maren", said)]
    assert found.whole


async def test_where_time_runs_out_the_answer_says_so(canal: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "The silt alone would have ruined them all"
    assert HURRIED not in shown(findings(asked, await canal.finding.find(asked, EVERYONE)))
    monkeypatch.setattr(find_quote, "WORK", 0.0)
    found = await canal.finding.find(asked, EVERYONE)
    assert found == Found((), whole=False)
    assert HURRIED in shown(findings(asked, found))


async def test_where_no_word_is_rare_posts_that_hold_several_are_looked_at(
    canal: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_quote, "RARE", 1)
    found = await canal.finding.find("The silt alone would have ruined them all", EVERYONE)
    assert [said.post.author for said in found.said] == ["Óscar Vidal"]


def shown(view: discord.ui.LayoutView) -> str:
    return "\n".join(
        each.content for each in view.walk_children() if isinstance(each, discord.ui.TextDisplay)
    )
