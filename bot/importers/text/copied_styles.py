"""How forums' pages look as plain text, copied off the screen: the lines above a post, and those below it."""

import re
from dataclasses import dataclass

_NAME = r"(?P<author>\S[^\n]{0,59})"
_TITLE = r"(?P<title>\S[^\n]{0,69})"
_DATE = r"(?P<date>[^\n#]{6,60}?)"
_NUMBER = r"#(?P<number>\d[\d,.]{0,8})"
_COUNT = r"\d[\d.,]{0,12}[KM]?"
_LABEL = (
    r"(?:Joined|Messages|Reaction score|Solutions|Points|Trophy points|Age|Location|Website|Likes|Join Date|Posts"
    r"|Rep Power|Registriert|Beiträge|Reaktionspunkte|Punkte|Ort|Alter|Регистрация|Сообщения|Реакции|Баллы|Inscrit"
    r"|Mensajes)"
)
_PAGER = r"(?:\w|Next|Prev|Previous|\d+|Go to page|…|Last|First)"
_BLANK = r"(?:[^\S\n]*\n){0,3}+"
_FIELDS = rf"(?:{_LABEL}:?(?:[ \t]+\S[^\n]{{0,80}}|[ \t]*\n[^\n]{{1,80}})\n{_BLANK}){{1,8}}+"
_END = r"[^\S\n]*(?:\n|\Z)"
_TOOLS = r"(?:permalink|embed|save|parent|report|give (?:gold|award)|reply|hide child comments|continue this thread)"


@dataclass(frozen=True, slots=True)
class Style:
    """One software's head, with the lines it prints below a post; `enough` heads of it make a thread."""

    head: re.Pattern[str]
    below: re.Pattern[str]
    enough: int = 2
    replies: bool = False
    """Whether numbers count answers: 1 is the thread's second post."""
    profiles: bool = False
    """Whether the poster's name, or the next poster's, stands below a post, too."""


def _style(*head: str, below: str, enough: int = 2, replies: bool = False, profiles: bool = False) -> Style:
    return Style(
        re.compile("".join(head), re.MULTILINE), re.compile(below, re.IGNORECASE), enough, replies, profiles
    )


STYLES = (
    # XenForo: name, title, figures, date, "#1".
    _style(
        rf"^(?:\w\n)?(?!{_PAGER}\n){_NAME}\n(?:(?!{_PAGER}\n){_TITLE}\n)?(?:[^\n]{{1,40}}\n){{0,2}}?{_FIELDS}{_DATE}\n",
        rf"(?:(?:Add bookmark|Bookmark|New|Neu|Thread starter|OP|•|Share)\n){{0,6}}+{_NUMBER}{_END}",
        below=r"(?:like )?reply|like|quote|report|share|show signature",
        enough=1,
    ),
    # vBulletin: date and "#1", name, title, figures.
    _style(
        rf"^(?:Old |Unread |Default )?{_DATE},?[ \t]*{_NUMBER}[ \t]*(?:\([^\n]{{0,20}}\))?\n{_BLANK}{_NAME}[ \t]*\n",
        rf"(?:[^\n]{{1,60}} is (?:offline|online)\n)?(?:{_TITLE}\n)?(?:[^\n]{{1,60}}'s Avatar\n)?{_BLANK}{_FIELDS}",
        r"(?:(?:Default|Re:|Post|Icon\d+) [^\n]{0,120}\n)?",
        below=r".{0,60} is (?:offline|online).*|.*reply with quote.*|.*report post.*|share share this post.*",
        enough=1,
    ),
    # SMF: name, groups, figures, subject, "« Reply #1 on: date »".
    _style(
        rf"(?:\A|(?<=\n\n)|(?<=Logged\n)|(?<=times\)\n)|(?<=mal\)\n))(?!Author\b){_NAME}\n",
        rf"(?:(?:Guest|Gast|Гость|Invité|Visitante)\n|{_TITLE}\n(?:[^\n«]{{1,60}}\n){{0,2}}?",
        r"(?:Posts|Beiträge|Mensajes|Messages|Сообщений): [\d.,]+\n)(?:[^\n«]{0,80}\n){0,9}?",
        r"(?P<subject>\S[^\n«]{0,120})\n",
        rf"« ?(?:\w+ #(?P<number>\d{{1,7}}) ?)?(?:on|am|le|en|el|em|op|il)?: {_DATE} ?»{_END}",
        below=r"logged|report to moderator.*|« last edit: .*",
        enough=1,
        replies=True,
    ),
    # The mobile look of many car and hobby boards: name, "· title", figures, "#2 · date".
    _style(
        rf"^{_NAME}\n(?:[^\n·]{{1,40}}\n){{0,2}}?· ?{_TITLE}\n(?:Joined [^\n]{{4,30}}\n)?(?:·[ \t]*\n?)?",
        rf"(?:{_COUNT} Posts\n)?(?:Discussion Starter ?· ?)?{_NUMBER} ?· ?{_DATE}(?: \(Edited\))?{_END}",
        below=r"save|like|reply|like reply|quote|share|show more|see less|react|\d+|.{0,60}\d+ people reacted.*",
        enough=1,
    ),
    # phpBB: subject, "by name » date"; what it prints of the poster stands above that, or below the post.
    _style(
        r"^(?:(?P<subject>\S[^\n]{0,120})\n(?:\n{0,2}(?:Quote|Zitieren|Citer|Citar|Cita)\n{1,3})?)?"
        r"(?:Post ?|Unread post ?|Beitrag ?)?(?:by|von|par|por|di|door) ",
        rf"(?P<author>[^\n»]{{1,60}}) » {_DATE}{_END}",
        below=r"top|back to top|nach oben|(?:posts|joined|location|contact|beiträge|registriert|wohnort|been thanked"
        r"|has thanked):.*|quote|website|profile|e-mail",
        profiles=True,
    ),
    # Reddit: name, marks, "3 yr. ago".
    _style(
        r"^(?:u/)?(?P<author>[\w-]{3,20})\n(?:(?:OP|MOD|Op|Mod|Top \d+% [^\n]{1,30})\n){0,3}+[•·][ \t]*\n?[ \t]*",
        rf"(?P<date>\d+ ?[a-z]+\.? ago)(?:\n[•·] ?\n?Edited [^\n]{{0,30}})?{_END}",
        below=r"upvote|downvote|vote|reply|award|share|save|report|follow|-?[\d.]+k?|\d+ more repl(?:y|ies)|level \d+"
        r"|u/[\w-]{3,20} avatar",
    ),
    # Reddit's older look: all in a line.
    _style(
        r"^\[[–+-]\] ?(?P<author>[\w-]{3,20})(?:\[[SMA,]+\])?(?: [^\n]{1,40})? ",
        rf"(?:-?[\d.]+k? points?|\[score hidden\]) (?P<date>\d+ [a-z]+ ago)[^\n]{{0,40}}{_END}",
        below=rf"{_TOOLS}(?: ?{_TOOLS})*",
    ),
    # Hacker News.
    _style(
        r"^(?P<author>[\w-]{2,15}) (?:on )?(?P<date>[A-Z][a-z]+ \d{1,2}, \d{4}|\d+ [a-z]+ ago) \|",
        rf"[^\n]{{0,60}}\[[^\n\]]{{1,12}}\]{_END}",
        below=r"reply",
    ),
)
"""In the order they are tried."""
OPENING = re.compile(
    r"^Posted by[ \n]u/(?P<author>[\w-]{3,20})[^\n]{0,40}\n(?P<subject>[^\n]{1,300})\n"
    r"(?P<body>(?:[^\n]*\n){0,1000}?)\d[\d.k]* comments?$",
    re.MULTILINE | re.IGNORECASE,
)
"""The post above the comments on Reddit."""
REACTIONS = re.compile(r"\nReactions:\n[^\n]{1,200}\Z")
TOPIC = re.compile(r"(?:Author\s+)?(?:Topic|Thread|Thema|Тема):?\s+(?P<title>.+?)\s*(?:\([^()]*\d[^()]*\))?")
TRAIL = re.compile(r"[>‹›»|\t]|^(?:r/|u/|posted by\b|submitted\b|page \d)", re.IGNORECASE)
"""What lines that say where a page stands look like."""
FOOT = re.compile(
    r"^(?:post reply|\d+ posts? • page \d+ of \d+|return to “?.{1,80}|jump to.{0,40}|who is online"
    r"|powered by \S.{1,60}|users (?:who are )?(?:browsing|viewing) this .{1,80}"
    r"|users browsing .{1,80}|you must (?:log in|be logged in) .{1,60}"
    r"|similar threads|share this page|all times are .{2,60}|« previous (?:topic|thread).{0,60}|posting permissions"
    r"|« next oldest .{0,40}|forum jump:?|pages: ?\[?1\b.{0,60}|not open for further replies\.?|quick navigation.{0,40}"
    r"|thread tools.{0,40}|antwort erstellen|\d+ beiträge • seite \d+ von \d+|zurück zu .{1,80}|wer ist online\??"
    r"|ähnliche themen|répondre|\d+ messages? • page \d+ sur \d+|retourner .{1,80}|qui est en ligne)$",
    re.MULTILINE | re.IGNORECASE,
)
"""Lines of a page's foot; two of them below the last post make one."""
