"""What single elements mean, on any page."""

from collections.abc import Callable

from bot.archive.model import Mark, MarkKind
from bot.archive.records import record
from bot.importers.html.tree import UNSEEN, Node


@record
class Part:
    """What a forum's rules say of an element.

    `mark` covers the content (its offsets are ignored); `show` are the only elements to be read (None: all);
    `text` stands for the whole element instead; `verbatim` keeps white space; `block` tells whether a block
    element stands on lines of its own; `apart` lets any element do so.
    """

    mark: Mark | None = None
    show: tuple[Node, ...] | None = None
    text: str | None = None
    verbatim: bool = False
    block: bool = True
    apart: bool = False


SKIP = Part(show=(), block=False)
"""Shows nothing at all."""
_PLAIN = Part()
BETWEEN = Part(show=(), apart=True)
"""Shows nothing, and parts what stands before it from what follows."""
Resolve = Callable[[str], str | None]
"""A link as the page has it → an absolute address, or None where the page does not tell."""

PARAGRAPHS = frozenset({"p", "dl", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Blocks that stand a line apart."""
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "li", "main"}
    | {"nav", "ol", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_EMBEDDED = frozenset({"iframe", "video", "audio", "embed", "source"})
_HIDDEN = frozenset({"button", "input", "label", "map", "nav"}) | UNSEEN
_MARKED = {
    "blockquote": MarkKind.QUOTE,
    "details": MarkKind.SPOILER,
    "ol": MarkKind.LIST,
    "pre": MarkKind.CODE,
    "summary": MarkKind.HEADER,
    "ul": MarkKind.LIST,
}
# Alternative texts the software puts in by itself: they say nothing of the picture.
_EMPTY_ALTS = frozenset(
    {"", "image", "img", "[img]", "[image]", "[\u200bimg]", "posted image", "user posted image", "ipb image"}
    | {"attachment", "bild", "imagen", "obrazek", "изображение", "afbeelding", "immagine"}
)
_EMOJI_CLASSES = ("smil", "emoji", "emoticon", "inlineimg")
_EMOJI_PATHS = ("smil", "emoji", "emoticon")
_SOURCES = ("data-url", "data-src", "data-original", "src")


def mark_of(kind: MarkKind, author: str | None = None, **fields: str | int | None) -> Mark:
    """Return a mark for a `Part`; its offsets are set when it is rendered."""
    ref, number, url = fields.get("ref"), fields.get("number"), fields.get("url")
    return Mark(
        0,
        0,
        kind,
        author=author or None,
        ref=str(ref) if ref else None,
        number=number if isinstance(number, int) else None,
        url=str(url) if url else None,
    )


def plain(node: Node, resolve: Resolve) -> Part:
    """Say what an element of no software in particular is."""
    tag = node.tag
    if tag in _HIDDEN:
        return SKIP
    if tag == "img":
        return _image(node, resolve)
    if tag in _MARKED:
        return Part(mark_of(_MARKED[tag]), verbatim=tag == "pre")
    if tag == "a" or tag in _EMBEDDED:
        url = resolve(node.get("href") or node.get("src") or node.get("data-src"))
        if not url:
            return _PLAIN if tag == "a" else SKIP
        return Part(mark_of(MarkKind.LINK, url=url), text=None if tag == "a" else url)
    return _PLAIN


def _image(node: Node, resolve: Resolve) -> Part:
    alt = node.get("alt")
    if is_emoji(node):
        return Part(text=node.get("emoid") or alt or node.get("data-shortname") or node.get("title"))
    source = next((node.get(name) for name in _SOURCES if node.get(name)), "")
    if source.startswith("data:"):
        source = ""
    url = resolve(source)
    if alt.casefold() in _EMPTY_ALTS:
        alt = url or source
    return Part(mark_of(MarkKind.IMAGE, url=url), text=alt)


def is_emoji(node: Node) -> bool:
    """Tell whether an img is a smiley or an emoji rather than a picture."""
    if any(sign in name.casefold() for name in node.classes for sign in _EMOJI_CLASSES):
        return True
    if "emoid" in node.attrs or "data-emoticon" in node.attrs:
        return True
    path = node.get("src").casefold()
    return not path.startswith("data:") and any(sign in path.rpartition("/")[0] for sign in _EMOJI_PATHS)
