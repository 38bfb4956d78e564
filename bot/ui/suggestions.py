"""What is offered while somebody types: posts that hold the words, names and threads that a query is about to name."""

import re
from datetime import date

import discord
from discord import app_commands

from bot.archive.covering import covered
from bot.archive.spoken import Spoken
from bot.errors import UserError
from bot.search.fields import READERS
from bot.search.query import Query
from bot.search.tree import And, From, In, Node, Or, Phrase, Quoting, Term
from bot.search.words import is_unspaced, second_spellings, words
from bot.store.search.search import Hit
from bot.store.store import Store
from bot.store.values import Viewer
from bot.ui.markdown import length, shortened
from bot.ui.roles import may_search
from bot.ui.rules import Rules

Choice = app_commands.Choice[str | int | float]

CHOICES = 25
"""Discord takes no more suggestions than this."""
LONGEST = 100
"""Characters of a suggestion, and of what it stands for."""
MOST_WORDS, LEAST_LETTERS = 8, 3
"""Words of which posts are looked for as they are typed, and letters from which on one of them may be unfinished."""
BEFORE = 12
"""Characters of a post shown in front of the words that were typed."""
HINTS = 3
"""Names, and threads, offered where no filter was typed."""

# The last part of a query, where it is the beginning of a filter's value: `canal -from:"Ada Qu`.
_FILTER = re.compile(
    r"(?P<before>(?:.*[\s(|])?-?(?P<field>\w+):)\s?(?P<quote>[\"“”„«»]?)(?P<begun>[^\"“”„«»]*)", re.DOTALL
)
_LAST = re.compile(r"(?P<before>(?:.*\s)?)(?P<begun>[^\W\d_][\w-]{2,})", re.DOTALL)
_PLAIN = re.compile(r"[\w-]+")


async def may_look(store: Store, interaction: discord.Interaction) -> bool:
    """Tell whether the asker may search here: who may not is offered no words either."""
    if interaction.guild_id is None:
        return True
    rules = Rules.of(await store.settings.all(interaction.guild_id))
    return may_search(interaction.user, rules.search_role)


async def posts_saying(store: Store, typed: str, viewer: Viewer, limit: int) -> list[Choice]:
    """Return posts whose own words hold what was typed, under their writers; the last word may be unfinished."""
    asked = _asked(typed)
    if asked is None or limit < 1:
        return []
    try:
        found = await store.search.find(Query(asked), viewer=viewer, limit=limit, show=limit)
    except UserError:  # too many search at once
        return []
    return [_said(hit, hit.snippet.words) for hit in found.hits if hit.snippet.words is not None]


async def queries(store: Store, typed: str, viewer: Viewer) -> list[Choice]:
    """Return queries that what was typed may become: with a name or a thread at its end, and as it stands."""
    names = [typed]
    if (found := _FILTER.fullmatch(typed)) and (kind := _kind(found["field"])):
        before, begun = found["before"], found["begun"]
        names += (
            [f"{before}{slug}" for slug in await _threads(store, begun, viewer, CHOICES)]
            if kind is In
            else [f"{before}{name}" for name in await _names(store, begun, viewer, CHOICES)]
        )
    elif last := _LAST.fullmatch(typed):
        before, begun = last["before"], last["begun"]
        names += [f"{before}from:{name}" for name in await _names(store, begun, viewer, HINTS)]
        names += [f"{before}in:{slug}" for slug in await _threads(store, begun, viewer, HINTS)]
    fitting = (name for name in dict.fromkeys(names) if 0 < length(name) <= LONGEST and covered(name) == name)
    return [Choice(name=name, value=name) for name in fitting if name.strip()][:CHOICES]


def _asked(typed: str) -> Node | None:
    """Return what finds the words typed, in any form, the last of them perhaps only begun; None: there are none."""
    found = list(words(typed))[:MOST_WORDS]
    if not found:
        return None
    *whole, last = [Term(word.text, tuple(second_spellings(typed[word.start : word.end]))) for word in found]
    ends_here = typed.rstrip() == typed
    nodes: list[Node] = list(whole)
    if ends_here and (len(last.word) >= LEAST_LETTERS or is_unspaced(last.word)):
        nodes.append(Or((last, Phrase((last.word,), open_end=True, seconds=(last.seconds,)))))
    else:
        nodes.append(last)
    return And(tuple(nodes)) if len(nodes) > 1 else nodes[0]


def _said(hit: Hit, said: Spoken) -> Choice:
    """Offer a post by the writer of its words, the words from shortly before those typed on, and its id.

    On a phone only the beginning is seen.
    """
    at = hit.snippet.marks[0][0] if hit.snippet.marks else 0
    cut = said.text.rfind(" ", 0, at - BEFORE) + 1 if at > 2 * BEFORE else 0
    words = said.part(said.start + cut, said.end)
    dots = "… " if cut or hit.snippet.cut_before else ""
    name = covered(" ".join(f"{words.writer}: {dots}{words.text}".split()))
    kept = shortened(name, LONGEST - len(f" · {words.post}"))
    return Choice(name=f"{kept} · {words.post}", value=str(words.post))


def _kind(field: str) -> type[Node] | None:
    """Return what a filter names: somebody, or a thread; None for any other."""
    read = READERS.get(field.lower())
    node = None if read is None else read("x", date.max)
    return In if isinstance(node, In) else From if isinstance(node, (From, Quoting)) else None


async def _names(store: Store, begun: str, viewer: Viewer, limit: int) -> list[str]:
    """Return names that begin so, as a query holds them."""
    found = await store.authors.complete(begun, viewer, limit=limit)
    names = (author.name for author in found if not set(author.name) & set('"“”„«»'))
    return [name if _PLAIN.fullmatch(name) else f'"{name}"' for name in names]


async def _threads(store: Store, begun: str, viewer: Viewer, limit: int) -> list[str]:
    return [thread.slug for thread in await store.threads.complete(begun, viewer, limit=limit)]
