"""What a line looks like, apart from where it stands: a name, a title, a sentence, a list entry, code."""

import re

_FUNCTION_WORDS = """
the a an and or but if is are was were be been do does did have has had i you he she it we they me him us
them my your his its our their this that these those not no of to in on at for with from by about into as so
than then there here what which who when where why how can could will would should may might must just also
very only more some any all der die das ein eine und oder aber ist sind war nicht mit von zu im auf für ich
du er sie es wir ihr den dem wie was le la les un une et ou mais est sont pas avec de des du pour je tu il
elle nous vous que qui dans sur el los las una y pero es son con por para yo que en se lo al и в не на я что
он она мы вы это как но с а по из у за от так же для
""".split()  # noqa: SIM905
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS)

_INTERJECTIONS = frozenset(
    """
yes|no|maybe|hi|hello|hey|hi all|hello all|hi everyone|hello everyone|hi there|thanks|thank you|thanks!|thx|ok|okay|sure
edit|update|note|edited|ps|p.s|p.s.|cheers|regards|best regards|best|kind regards|greetings|bye|sincerely|lol|agreed|nope
yep|yeah|indeed|exactly|right|wow|cool|great|nice|please|sorry|example|examples|code|quote|question|questions|answer
summary|conclusion|background|introduction|motivation|overview|references|abstract|discussion|links|notes|results
hallo|hallo zusammen|moin|danke|gruß|viele grüße|grüße|bonjour|merci|salut|hola|gracias|привет|спасибо|да|нет
""".strip()
    .replace("\n", "|")
    .split("|")
)
_HEADING_WORDS = frozenset(
    """
abstract addendum advantages alternative alternatives analysis answer answers appendix applications approach
approaches assumptions attachments background basics benefits bonus bugs caveats changelog changes chapter
claim code comparison concept conclusion conclusions cons considerations context contents continued
contributions credits criticism current data definition definitions deployment description design details
difference disadvantages disclaimer discussion download edit evaluation evidence example examples experiment
experiments explanation facts faq features feedback figure final findings fix fixed follow-up footnotes
further future general goal goals history idea ideas impact implementation important improvements info
information input installation intro introduction issue issues key limitations link links list logic main
materials message method methods mitigation mitigations motivation moral news next note notes observations
open option options other outline output overview part performance picture pictures plan points possible
post problem problems procedure process progress proposal proposed pros protocol purpose question questions
reason reasons recap recommendations references related remarks reply report requirements response result
results risks rules sample scenario scenarios section security settings setup side simple solution solutions
source sources spec specification stage status step steps strategy suggestion suggestions summary support
symptoms table technical test testing tests text theory thoughts tips title todo tools topic topics
tradeoffs trade-offs update updates usage use uses version warning why workaround yours zusammenfassung
fazit frage antwort beispiel problem lösung hinweis nachtrag
""".split()  # noqa: SIM905
)
_CLOSING = re.compile(
    r"(?:(?:with |best |kind |warm |many |my )?(?:best |kind |warm(?:est)? )?(?:regards|wishes|thanks|cheers|greetings)"
    r"|sincerely|yours(?: truly| sincerely| faithfully)?|thank you|thx|love|cordially|respectfully|bye|later|peace"
    r"|(?:mit )?(?:freundlichen|viele|liebe|beste|schöne)n? (?:grüße|grüßen|gruß)|gruß|grüße|lg|mfg|cordialement|saludos)"
    r"[\s\w]{0,30}[,.!]*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]+(?:@| at )[\w-]+(?:\.[\w-]+)+")
_CODE = re.compile(r"[{}=<>|\\^~`$%;*#]|://|\(\)|::|->|www\.|\.\w{1,4}/")
_BULLET = re.compile(r"(?:[-–—*•>+o]|\(?\d{1,3}[.):]|\(?[a-zA-Z][.)])\s")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")


def is_closing(line: str) -> bool:
    """Tell whether a line ends a letter: "Best regards,"; a name behind it is a signature."""
    return len(line) < 60 and bool(_CLOSING.fullmatch(line))


SHAPE_NAMES = (
    "words_2", "words_3", "words_4_up", "long", "sentence_end", "colon_end", "comma_end", "digit", "underscore",
    "inner_capital", "lower_single", "lower_many", "capitalised", "function_word", "function_words", "code", "bullet",
    "quote_mark", "interjection", "address", "inner_comma", "caps", "bracket", "tiny", "apostrophe", "no_letter",
    "heading_word", "of_code",
)  # fmt: skip


def shape(line: str) -> list[float]:
    """Return what a line looks like, as numbers in the order of SHAPE_NAMES."""
    words = line.split()
    bare = [word.strip(".,:;!?()[]\"'“”…-").casefold() for word in words]
    functional = sum(word in FUNCTION_WORDS for word in bare)
    count = len(words)
    letters = [word[0] for word in words if word[0].isalpha()]
    return [
        float(flag)
        for flag in (
            count == 2,
            count == 3,
            count > 3,
            min(len(line), 80) / 20,
            line[-1] in ".!?…",
            line[-1] == ":",
            line[-1] in ",;-",
            any(character.isdigit() for character in line),
            "_" in line,
            bool(_INNER_CAPITAL.search(line)),
            count == 1 and line.islower(),
            count > 1 and line[0].islower(),
            len(letters) == count and all(letter.isupper() for letter in letters) and not line.isupper(),
            functional > 0,
            functional > 1,
            bool(_CODE.search(line)),
            bool(_BULLET.match(line)),
            any(mark in line for mark in '"“”„«»'),
            line.strip(" .,:;!?…").casefold() in _INTERJECTIONS,
            bool(_ADDRESS.search(line)),
            ", " in line,
            line.isupper() and len(line) > 3,
            any(mark in line for mark in "()[]/@"),
            len(line) < 3,
            "'" in line or "’" in line,
            not any(character.isalpha() for character in line),
            any(word in _HEADING_WORDS for word in bare),
            sum(character in "{}[]()=<>;:/\\_\"'#*|$%&+" for character in line) / len(line) > 0.15,
        )
    ]
