"""Lines that say whose words follow, as mail programs and people write them: "On 3 May 2005, X <x@…> wrote:".

A line names a person, with or without an address, and holds a verb, a date or both, in any order. What the words
around a date are differs by language; that a date ends with digits does not. So the name is what stands between the
last digits, or the verb, and the address; no month or weekday can be mistaken for it.
"""

import re
from dataclasses import dataclass

from bot.archive.date_words import MONTHS, WEEKDAYS, ZONES, words_of
from bot.archive.phrases import Phrases

LONGEST = 300
"""Characters; no longer line is looked at."""
_SHORTEST = 6
_LONGEST_NAME = 80
_MOST_NAMES = 9
_FIRST_WORDS = 3  # of a line, among which a date that begins there has digits
_LONGEST_DATE = 100
_MOST_WORDS = 10  # of a date that begins with an unknown one

_VERBS = Phrases("wrote", "said")
_BEFORE_DATE = Phrases("on")
_BEFORE_NAME = Phrases("between")
_BY = Phrases("by")
_PRONOUNS = words_of("""
he she i you they we it who someone somebody others also er sie ich wir ihr man il elle je tu nous on él ella yo lui lei
io ele ela eu hij zij ik ona он она я ты вы мы они кто han hun jag jeg hän minä
""")
_PARTICLES = words_of("de da di do van von der den del della la le el al bin ibn ben zu af av dos du ter ten")

_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_COMMAS = re.compile("[，、]")
_FRAME = re.compile(r"(?P<sign>-{2,}|>{3})\s*(?P<inner>.+?)\s*(?:-{2,}|>{3})")
_BULLET = re.compile(r"(?:[-*=#~»•]+|>{3,})\s+(?:\"[^\"]{1,40}\" == )?")
_NOUN = r"(?:article|message|msg|news|articolo|artículo|artigo|artikel|nachricht|статье|сообщении|beitrag)"
_REF = r"<?(?:news:)?(?P<ref>[^\s<>]+@[^\s<>]+?)>?"
_IN = re.compile(
    rf"(?:(?:in|from|on|dans|nell|en|im|em|i|w|в|v)\b[' ](?:el |l'|the )?{_NOUN}:?\s*{_REF}"
    r"|in\s+<(?P<bare>[^\s<>]+@[^\s<>]+)>)(?:,\s*|\s+)(?:by\s+)?",
    re.IGNORECASE,
)
_IN_GROUP = re.compile(r"in\s+[^\s<>@]{1,60}@[^\s<>,]{1,60},\s*", re.IGNORECASE)
_GROUP = re.compile(r"in\s+[a-z][\w+-]{0,30}(?:\.[\w+-]{1,30}){1,8},?\s+")
_IN_AFTER = re.compile(rf"\s(?:in|im|dans|en)\s+{_NOUN}\s*:?\s*{_REF}[,.:…]*(?=\s|$)", re.IGNORECASE)
_MAILBOX = r"[\w.+%!=*-]{1,64}(?:@|\(a\)|\sat\s(?=\S{1,190}\.\w))[\w.-]{1,190}"
_OLD = re.compile(rf"\"?(?P<address>{_MAILBOX})\"?\s*\((?P<name>[^()@]{{1,80}})\)")
_ADDRESS = re.compile(
    r"\(?<(?P<angle>[^<>]{1,200}?)(?:\s*<[^<>]{1,200}>)?\s*>\)?"
    r"|\[mailto:(?P<square>[^\]]{1,200})\]|\((?P<round>[^()]{1,100}(?:@| at )[^()]{1,100})\)",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<!\S)\"?(?P<address>{_MAILBOX})(?=[\s,:\"]|$)\"?")
_DATE = re.compile(
    r"[\W_]*(?:[^\W\d_]{1,2}[-–])?(?:GMT|UTC|于|於|在|上午|下午|오전|오후|午前|午後)?[+−-]?\d+(?:[.:/,’'hT–-]\d+)*"
    r"(?:[-./][^\W\d_]{3,9}[-./]\d{2,4})?(?:[年月日時时分秒號号년월일시분초]\S*|st|nd|rd|th|er|de|[hurгрz]|[ap]\.?m\.?)?[\W_]*",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d(?!\d)|\d[:時时시]")
_BRACKETED = re.compile(r"[\[(][^\[\]()]*\d.*[\])]")
_LONE_DAY = re.compile(r"\d{1,2}(?:\.|st|nd|rd|th|er|º)?,?", re.IGNORECASE)
_NO_NAME = re.compile(r"[<>\[\]:;\n]")
_VIA = re.compile(r"\s+via\s.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom a line names. `ref` is the message's id where it tells one.

    `certain`: it gives an address, or the time of day, as mail programs do and people seldom.
    """

    name: str
    ref: str | None = None
    certain: bool = False


@dataclass(frozen=True, slots=True)
class _Dated:
    """A text whose date at the beginning was cut off: what follows, and the date."""

    rest: str
    date: str = ""


def attribution(line: str) -> Attribution | None:
    """Return whom an attribution line names, None where it is none. Line breaks count as blanks."""
    text = _squeezed(line)
    if not _SHORTEST <= len(text) <= LONGEST:
        return None
    framed = _FRAME.fullmatch(text)
    text = framed["inner"] if framed else _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
    ref = None
    if within := _IN.match(text):
        ref, text = within["ref"] or within["bare"], text[within.end() :]
    elif within := _IN_GROUP.match(text):
        text = text[within.end() :]
    if after := _IN_AFTER.search(text):
        ref, text = after["ref"], f"{text[: after.start()]} {text[after.end() :]}".strip()
    ended = text.endswith((":", "：", "...", "…")) or framed is not None or after is not None
    core = text.rstrip(" :：.…")
    found = _addressed(core, ended=ended, framed=framed is not None, article=ref is not None)
    if found is None:
        found = _plain(core, ended=ended, framed=framed is not None, article=ref is not None)
    if found is None:
        return None
    return Attribution(found.name, ref, found.certain)


def begins(line: str, following: str) -> bool:
    """Tell whether a line may be the first of an attribution that goes on in the line `following`."""
    text = _squeezed(line)
    words = text.split(" ", _FIRST_WORDS)[:_FIRST_WORDS]
    return (
        "<" in text
        or text.startswith(("--", ">>>"))
        or "@" in text
        or (following.startswith("<") and _may_be_name(_cleaned(text), dated=False, addressed=False))
        or any(_DATE.fullmatch(word) for word in words)
        or _calendar(words[0])
        or _BEFORE_DATE.at_start(text) is not None
        or _BY.at_start(text) is not None
    )


def _squeezed(line: str) -> str:
    return " ".join(_COMMAS.sub(", ", _INVISIBLE.sub("", line)).split())


def _addressed(core: str, *, ended: bool, framed: bool, article: bool) -> Attribution | None:
    """Read a line that gives an address: the name stands right before it, or in brackets behind."""
    match = _OLD.search(core) or _ADDRESS.search(core) or _BARE.search(core)
    if match is None:
        return None
    groups = match.groupdict()
    before, after = core[: match.start()].strip(" ,"), core[match.end() :].strip(" ,")
    if match.re is _BARE:
        before = before.removesuffix(" at")
    dated, introduced = _introduced(before, addressed=True)
    apart = core[: match.start()].rstrip().endswith(",")  # then what stands before the comma is no name
    verb = bool(after) and (_VERBS.at_start(after) is not None or _VERBS.at_end(after) is not None)
    # A line that ends in a colon and tells the time of day may have a verb that is not known.
    clock = dated.date or (after if introduced else "")
    timed = ended and len(after.split()) <= _MOST_WORDS and _CLOCK.search(clock) is not None
    bare = after and not verb and not _BRACKETED.fullmatch(after) and not (framed and re.search(r"\d", after))
    if bare and not timed:
        return None
    # "2005-05-03 X <x@…>" is one without a colon, too.
    told = introduced or (article and ended) or (dated.date and (ended or before[:1].isdigit()))
    if not after and not told:
        return None
    if after and not verb and not ended:
        return None
    address = next(filter(None, (groups.get(kind) for kind in ("address", "angle", "square", "round"))), "")
    said = _behind_small(dated.rest) if timed and not introduced else dated.rest
    name = _cleaned(groups.get("name") or ("" if apart else said) or address.removeprefix("mailto:"))
    certain = introduced or not bare
    return Attribution(name, certain=certain) if _may_be_name(name, dated=True, addressed=True) else None


def _plain(core: str, *, ended: bool, framed: bool, article: bool) -> Attribution | None:
    """Read a line without an address: verb and name, with or without a date."""
    at = _VERBS.at_end(core)
    if at is not None:
        dated, _ = _introduced(core[:at].strip(" ,"), addressed=False)
        said = dated.rest or core[:at].strip(" ,")
        name = _without_date_behind(said)
        return _named(name, dated.date if dated.rest else said[len(name) :], certain=article)
    if not ended:
        return None
    if framed and (name := _dated_behind(core)):
        return _named(name, core[len(name) :])
    by = _BY.at_start(core)
    if by is not None:
        return _named(_without_date_behind(core[by:].strip(" ,:")), "")
    return _verb_within(core)


def _verb_within(core: str) -> Attribution | None:
    """Read "DATE schrieb X", "X schrieb am DATE", and the Arabic "wrote X"."""
    at = 0
    while at >= 0:
        end = _VERBS.at_start(core[at:])
        if end is not None and core[at:].strip():
            left, right = core[:at].strip(" ,"), core[at + end :].strip(" ,")
            before = _date_cut(left, addressed=False)
            if right and left and before.date and not before.rest:
                return _named(_without_date_behind(right), before.date)
            if left and _date_cut(right, addressed=False).date:
                return _named(left, right)
            if right and not left and "\u0590" <= core[0] <= "\u07ff":
                return _named(right, "")
        following = core.find(" ", at)
        at = following + 1 if following >= 0 else -1
    return None


def _introduced(before: str, *, addressed: bool) -> tuple[_Dated, bool]:
    """Cut off what stands before a name: "Quoting", a date, a verb. Tell whether a word introduced the name."""
    by = _BY.at_start(before)
    text = before[by:].strip(" ,:") if by else before
    dated = _date_cut(text, addressed=addressed)
    rest = dated.rest
    if dated.date and (group := _GROUP.match(rest)):
        rest = rest[group.end() :]
    if not dated.date:
        lead = _BEFORE_DATE.at_start(rest)
        if lead and (" " in rest[:lead] or rest[:lead].endswith(",")) and lead < len(rest):
            rest = rest[lead:].strip(" ,")
    verb = _VERBS.at_start(rest)
    if verb and (verb < len(rest) or (addressed and dated.date)):
        rest = rest[verb:].strip(" ,")
        return _Dated(rest, dated.date), True
    return _Dated(rest, dated.date), by is not None


def _date_cut(text: str, *, addressed: bool) -> _Dated:
    """Cut the date off the beginning of `text`. It ends at the last digits, and what belongs to a clock behind them."""
    words = text.split()
    digits = [at for at, word in enumerate(words) if _DATE.fullmatch(word)]
    if not digits or not _is_date(words[: digits[-1] + 1], len(digits), addressed=addressed):
        return _Dated(text)
    at = digits[-1] + 1
    if len(digits) == 1 and _LONE_DAY.fullmatch(words[at - 1]) and not any(map(_month, words[: at - 1])):
        at += at < len(words) and words[at].casefold() in {"de", "of"}
        at += at < len(words) and _month(words[at])
    while at < len(words):
        rest = " ".join(words[at:])
        end = _BEFORE_NAME.at_start(rest)
        if end is not None:
            at += rest[:end].count(" ") + 1
        elif re.fullmatch(r"\W+|\([^()]{1,20}\),?", words[at]) or _zone(words[at]):
            at += 1
        else:
            break
    return _Dated(" ".join(words[at:]).strip(" ,"), " ".join(words[:at]))


def _is_date(words: list[str], digits: int, *, addressed: bool) -> bool:
    text = " ".join(words)
    if len(text) > _LONGEST_DATE:
        return False
    known = _DATE.fullmatch(words[0]) or _calendar(words[0]) or _BEFORE_DATE.at_start(text) is not None
    # Of weekdays not all languages are known.
    return bool(known) or (
        digits > 1 and len(words) <= _MOST_WORDS and (addressed or bool(_CLOCK.search(text)))
    )


def _without_date_behind(text: str) -> str:
    """Return a name without the date, in brackets or after a word, that follows it."""
    words = text.split()
    for at in range(1, len(words)):
        ahead = words[at] in _BEFORE_DATE or " ".join(words[at : at + 2]) in _BEFORE_DATE
        if ahead and any(_DATE.fullmatch(word) for word in words[at + 1 :]):
            text = " ".join(words[:at])
            break
    return re.split(r"\s*[(\[,](?=[^()\[\]]*\d)", text, maxsplit=1)[0]


def _dated_behind(text: str) -> str:
    """Return the name that a date and a time of day follow; empty where none is."""
    words = text.split()
    at = next((at for at, word in enumerate(words) if _DATE.fullmatch(word)), 0)
    dated = (
        at
        and _CLOCK.search(" ".join(words[at:]))
        and all(_DATE.fullmatch(word) or word in _BEFORE_NAME for word in words[at:])
    )
    return " ".join(words[:at]) if dated else ""


def _month(word: str) -> bool:
    return word.strip(",.;:()").casefold() in MONTHS


def _calendar(word: str) -> bool:
    bare = word.strip(",.;:()").casefold()
    return bare in MONTHS or bare in WEEKDAYS


def _zone(word: str) -> bool:
    bare = word.strip(",.;:()")
    return bare.isupper() and bare.casefold() in ZONES


def _named(name: str, date: str, *, certain: bool = False) -> Attribution | None:
    name = _cleaned(name)
    if not _may_be_name(name, dated=bool(date) or certain, addressed=False):
        return None
    return Attribution(name, certain=certain or _CLOCK.search(date) is not None)


def _cleaned(name: str) -> str:
    return _VIA.sub("", name.strip(" ,\"'*_-“”„«»")).strip(" ,\"'*_-“”„«»")


def _behind_small(text: str) -> str:
    """Return the words behind the last small one; all, where that is the last of them."""
    words = text.split()
    small = [at for at, word in enumerate(words) if word[0].islower() and word.casefold() not in _PARTICLES]
    return " ".join(words[small[-1] + 1 :]) or text if small else text


def _may_be_name(name: str, *, dated: bool, addressed: bool) -> bool:
    """Tell a name from a part of a sentence: without address and date it is short and has no small word but "von"."""
    words = name.split()
    if not words or len(name) > _LONGEST_NAME or _NO_NAME.search(name):
        return False
    if words[-1].casefold() in _PRONOUNS:
        return False
    if addressed:
        return len(words) <= _MOST_NAMES
    small = [word for word in words if word[0].islower() and word.casefold() not in _PARTICLES]
    if words[0] in small and len(small) < len(words):
        return False
    return len(words) <= (_MOST_NAMES if dated else 5) and (dated or not small or len(words) == 1)
