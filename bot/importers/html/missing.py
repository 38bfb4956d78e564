"""What a page shows or says of posts that were not read from it: no post is left out in silence."""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence

from bot.archive.model import ParsedPost
from bot.importers.html.layout import Layout
from bot.importers.html.page import Page
from bot.importers.html.tree import Node
from bot.languages import Text, counted

_DIGITS = re.compile(r"\d+")


def missing_posts(
    page: Page, layout: Layout, nodes: Sequence[Node], posts: Sequence[ParsedPost]
) -> Iterator[Text]:
    """Say how many posts the page seems to have beside those in `nodes`, of which `posts` were read."""
    yield from _named_alike(page, nodes, {layout.marked_by(node) for node in nodes})
    claimed = layout.claimed_of(page)
    if claimed is not None and claimed > len(nodes):
        yield Text(
            "The page says that it shows {claimed} posts, but only {found} could be found.",
            claimed=claimed,
            found=len(nodes),
        )
        return
    numbers = [post.number for post in posts if post.number]
    # Some boards repeat the opening post on every page.
    first = 1 if len(numbers) > 1 and numbers[0] == 1 and (page.once(layout.page_of) or 1) > 1 else 0
    numbers = numbers[first:]
    passed_over = len(nodes) - len(posts)
    lost = max(numbers, default=0) - min(numbers, default=1) + 1 - len(set(numbers)) - passed_over
    if lost > 0:
        yield counted(
            "Between #{first} and #{last} {n} post is not on the page.",
            "Between #{first} and #{last} {n} posts are not on the page.",
            lost,
            first=min(numbers),
            last=max(numbers),
        )


def _named_alike(page: Page, nodes: Sequence[Node], marks: Container[str]) -> Iterator[Text]:
    """Say how many elements are named like the posts but were not read as posts; `marks` show where those stand."""
    shapes = {_DIGITS.sub("0", node.get("id")) for node in nodes if _DIGITS.search(node.get("id"))}
    read = set(map(id, nodes))
    orders = sorted(node.order for node in nodes)
    alike = (
        [
            node
            for node in page.root.all("[id]")
            if _DIGITS.sub("0", node.get("id")) in shapes and node.get("id") not in marks
        ]
        if shapes
        else []
    )
    beside = [
        node
        for node in alike
        if not any(id(up) in read for up in (node, *node.above()))
        and bisect_right(orders, node.last) == bisect_right(orders, node.order)
    ]
    if beside:
        yield counted(
            "{n} element of the page is named like its posts, but is none that could be read.",
            "{n} elements of the page are named like its posts, but are none that could be read.",
            len(beside),
        )
