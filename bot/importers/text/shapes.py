"""What a line looks like, apart from where it stands: a name, a title, a sentence, a list entry, code."""

import re

from bot.importers.text.words import FUNCTION_WORDS, HEADING_WORDS, INTERJECTIONS

_CLOSING = re.compile(
    r"(?:(?:with |best |kind |warm |many |my )?(?:best |kind |warm(?:est)? )?(?:regards|wishes|thanks|cheers|greetings)"
    r"|sincerely|yours(?: truly| sincerely| faithfully)?|thank you|thx|love|cordially|respectfully|bye|later|peace"
    r"|(?:mit )?(?:freundlichen|viele|liebe|beste|schöne)n? (?:grüße|grüßen|gruß)|gruß|grüße|lg|mfg|cordialement"
    r"|saludos)[\s\w]{0,30}[,.!]*",
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
            line.strip(" .,:;!?…").casefold() in INTERJECTIONS,
            bool(_ADDRESS.search(line)),
            ", " in line,
            line.isupper() and len(line) > 3,
            any(mark in line for mark in "()[]/@"),
            len(line) < 3,
            "'" in line or "’" in line,
            not any(character.isalpha() for character in line),
            any(word in HEADING_WORDS for word in bare),
            sum(character in "{}[]()=<>;:/\\_\"'#*|$%&+" for character in line) / len(line) > 0.15,
        )
    ]


_NEVER_IN_NAMES = tuple(
    SHAPE_NAMES.index(name)
    for name in (
        "colon_end",
        "comma_end",
        "function_words",
        "of_code",
        "heading_word",
        "interjection",
        "no_letter",
    )
)


def is_namelike(line: str) -> bool:
    """Tell whether nothing in a line's looks is rare in names: judged strictly, for threads that show little else."""
    looks = shape(line)
    return not any(looks[column] for column in _NEVER_IN_NAMES) and not line.startswith(
        ("@", "#", "import ", "from ")
    )
