"""Who wrote a message, out of the forms From fields take."""

import re

from bot.archive.phrases import either

_NAMED = (
    re.compile(r"\s*\"?(?P<name>[^\"<>]*?)\"?\s*<(?P<address>[^<>]*)>.*", re.DOTALL),
    re.compile(r"\s*(?P<address>[^\s()]+(?:\(a\)[^\s()]+| at [^\s()]+)?)\s*\((?P<name>.*)\)\s*", re.DOTALL),
    # Old list software left the brackets out.
    re.compile(r"\s*(?P<name>[^<>()]*[^<>()\s])\s+(?P<address>[^\s<>()@]+@[^\s<>()@]+)\s*"),
)
_MAILTO = re.compile(r"\[mailto:\s*([^\]\[]{1,200})\]")
_LINK = re.compile(r"(?<=\S)\s*<mailto:[^<>]{0,200}>(?=\s*>)", re.IGNORECASE)
_FOR = re.compile(rf"[\s\])>](?:{either('behalf')})\s+(?P<name>\S[^<>\[\]]*)", re.IGNORECASE)
_VIA = re.compile(r"\s+via\s+(?P<list>\S.*)", re.IGNORECASE)
_AT = re.compile(r"\(a\)| (?:at|AT) (?=\S+$)")


def sender(field: str) -> tuple[str, str]:
    """Return the name and the address in a From field; the name is the address's first part where nothing else is told.

    "X via LIST" and "LIST On Behalf Of X" are X; where the address is the list's, it is not X's and is left out.
    So is one that an archive shortened (`os...@tea.example`): others have it, too.
    """
    field = _LINK.sub("", " ".join(field.split()))
    behalf = _FOR.search(field) if "@" in field or " at " in field or "]" in field else None
    if behalf:
        address = _address(field[behalf.end("name") :].strip(" <>[]()"))
        return behalf["name"].strip().strip("\"'").strip(), address if "@" in address else ""
    field = _MAILTO.sub(r"<\1>", field)
    for shape in _NAMED:
        match = shape.fullmatch(field)
        if match:
            address = _address(match["address"])
            name = match["name"].strip().strip("\"'").strip()
            via = _VIA.search(name)
            if via and via.start():
                return name[: via.start()].strip("\"' "), ""
            if not name or _address(name) == address:
                name = address.partition("@")[0]
            return name, _whole(address)
    address = _address(field)
    return (address.partition("@")[0], _whole(address)) if "@" in address else (field.strip(), "")


def _whole(address: str) -> str:
    return "" if "...@" in address or "…@" in address else address


def _address(text: str) -> str:
    return _AT.sub("@", text.strip()).lower().removeprefix("mailto:")
