"""Threads of our own, written out in every layout the text reader knows."""

from collections.abc import Sequence
from dataclasses import dataclass

MENU = "Forums\nNew posts\nLog in\nRegister\n\n"
FOOT = "Users who are viewing this thread\n\nTop  \n"
SHARE = "You must log in or register to reply here.\nShare:\nFacebook X (Twitter) Reddit\n\n"


@dataclass(frozen=True)
class Written:
    """A post as it goes into a file."""

    author: str
    title: str
    body: str


POSTS = (
    Written(
        "old_salt",
        "Well-known member",
        "Who among you has sailed around the cape in winter?\n\nI did so twice and would not go again.",
    ),
    Written(
        "1979",
        "Harbour master",
        "Who among you has sailed around the cape in winter?\nNot I, and I never will.",
    ),
    Written(
        "Greta Vane",
        "Member",
        "The swell there comes from three sides at once.\n\nTake the canal instead; it costs less than a new mast.",
    ),
    Written("1979", "Harbour master", "The canal was shut last week.\n\nYes.\n\nIt really was."),
    Written("old_salt", "Well-known member", "The canal was shut last week.\nThat is news to me, 1979."),
    Written(
        "tidewaiter7", "New member", "I have been reading this with a chart at hand.\n\nGood luck to you all."
    ),
    Written("Greta Vane", "Member", "It has opened again this morning, as the radio says."),
)


def written(
    posts: Sequence[Written] = POSTS,
    *,
    separated: bool = True,
    titled: bool = True,
    gapped: bool = True,
    dated: bool = False,
    head: str = "Around the cape\n\n",
    foot: str = FOOT,
) -> str:
    """Flatten `posts` the way a forum's page is when its text is saved."""
    out = [head]
    for number, post in enumerate(posts, 1):
        out.append(post.author + ("\n\n" if gapped else "\n"))
        if titled:
            out.append(post.title + "\n")
        if dated:
            out.append(f"Apr {number}, 2008\n#{number}\n")
        out.append(post.body + "\n" + ("\u00a0\n\n" if separated else "\n"))
    return "".join(out) + foot


def bodies(change: str, posts: Sequence[Written] = POSTS) -> tuple[Written, ...]:
    """Return the posts with `change` added below every second body."""
    return tuple(
        Written(post.author, post.title, post.body + change) if place % 2 else post
        for place, post in enumerate(posts)
    )
