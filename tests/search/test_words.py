"""Words of texts: however they are looked for, they are the same; what people type finds what people wrote."""

import unicodedata
from itertools import chain, product
from typing import Literal
from zlib import crc32

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.search.folding import LONGEST, fold_word
from bot.search.stems import stems
from bot.search.words import (
    RULES,
    alike,
    holds,
    index_words,
    is_plain,
    is_unspaced,
    second_spellings,
    spaced_words,
    spelt,
    words,
)
from tests.search.test_stems import APART, FORMS, groups

PIECES = [
    *"ab1xA#_-\n'`’ʼ´“”‘–—…•·«»éÉüÖжйё漢がกİıßﬁאأؤـ😂❤",
    *(
        "l",
        "d",
        "qu",
        "dell",
        "hawai",
        "don",
        "t",
        "s",
        "ll",
        "학",
        "교",
        "학교",
        "ﾊﾞ",
        "ไม่",
        "👍🏽",
        "🇩🇪",
        "כּ",
    ),
    *(
        "и\u0306",
        "\u0301",
        "か\u3099",
        "\u1112\u1161\u11a8",
        "\u00a0",
        "\u00ad",
        "\u200d",
        "\ufe0f",
        "\u20e3",
        "“\ufe0f",
        "*\ufe0f",
        "\u0650",
    ),
]
texts = st.text() | st.lists(st.sampled_from([*PIECES, " "]), max_size=30).map("".join)


@given(text=texts)
@example(text="don’t")
@example(text="“one—two”…three")
@example(text="l'a l’État dell'isola's l''a x'l'a l\u00ad'a")
@example(text="©\ufe0f 1\ufe0f\u20e3 \ufe0f")
def test_the_fast_ways_find_the_words_the_thorough_way_finds(text: str) -> None:
    thorough = [word.text for word in words(text)]
    assert index_words(text) == thorough
    spaced, count = spaced_words(text)
    assert (spaced.split(), count) == (thorough, len(thorough))


@given(text=texts)
def test_words_stand_where_they_say_and_are_folded_for_good(text: str) -> None:
    at = 0
    for word in words(text):
        assert at <= word.start < word.end <= len(text)
        at = word.start
        assert word.text
        assert not any(c.isascii() and not c.isalnum() for c in word.text)
        assert [each.text for each in words(word.text)][:1] == [word.text]


@given(text=texts, more=texts)
@example(text="0'S㐀", more="it's Andi's")
@example(text="A㐀A'S", more="Bush'un")
@example(text="Köln, it's", more="Bush'un")
def test_the_second_spellings_of_a_text_are_those_of_its_parts(text: str, more: str) -> None:
    assert second_spellings(f"{text} {more}") == sorted({*second_spellings(text), *second_spellings(more)})


@given(text=texts)
@example(text="и\u0306")
@example(text="S'Ü l'Ḩ d'Ǣ")
@example(text="\u1112\u1161\u11a8")
def test_texts_that_are_canonically_equivalent_have_the_same_words(text: str) -> None:
    assert index_words(unicodedata.normalize("NFD", text)) == index_words(unicodedata.normalize("NFC", text))
    decomposed = second_spellings(unicodedata.normalize("NFD", text))
    assert decomposed == second_spellings(unicodedata.normalize("NFC", text))


@given(text=texts)
@example(text="Andi's")
@example(text="Bush'un")
def test_a_plain_text_has_its_runs_of_letters_for_words(text: str) -> None:
    if is_plain(text):
        assert index_words(text) == "".join(
            c if c.isalnum() else "" if c == "'" else " " for c in text.lower()
        ).split() or any(len(word) == LONGEST for word in index_words(text))
        assert second_spellings(text) == []


SAME = """
война ВОЙНА | ёлка елка | Елка ёлка | Łódź lodz | Øystein oystein | Đorđe dorde | ISPARTA ısparta | ISPARTA isparta
İzmir izmir | Straße strasse | Œuvre oeuvre | æther aether | façade facade | niño nino | źdźbło zdzblo | Đặng dang
Ħamrun hamrun | Þór thor | Guðrún gudrun | כָּבוֹד כבוד | كِتَابٌ كتاب | إسلام اسلام | أحمد احمد | آل ال | مـــا ما
مدرسة مدرسه | على علي | کتاب كتاب | ＡＢＣ abc | ﾊﾞｽ バス | ١٩٧٣ 1973 | फ़िल्म फिल्म | Ἀθήνα αθηνα | ΟΔΟΣ οδος | don’t dont
ﬁne fine | soft\u00adware software | и\u0306 й | don`t dont | geht´s geht‘s | п`ять п’ять | ז׳אן ז'אן | τῷ τω
ᾼδης Άδης | हिन्दी हिंदी | माँ मां | सम्बन्ध संबंध | น้ำ น้\u0e4d\u0e32
"""
OTHER = """
набережной набережнои | мой мои | її ії | ў у | が か | バス ハス | पर पार | ไม่ ไม | مؤمن مومن | n ñandú | ½ 12 | जन्म जंम
"""


@pytest.mark.parametrize(
    "pair", [each.split() for each in " | ".join(SAME.split("\n")).split("|") if each.strip()]
)
def test_other_ways_to_write_the_same_letters_are_forgiven(pair: list[str]) -> None:
    written, typed = pair
    assert index_words(written) == index_words(typed) != []


@pytest.mark.parametrize("pair", [each.split() for each in OTHER.split("|")])
def test_another_letter_makes_another_word(pair: list[str]) -> None:
    written, typed = pair
    assert index_words(written) != index_words(typed)


def test_a_long_word_is_told_by_its_beginning_in_any_script() -> None:
    for letter, length in product(("x", "ж"), (LONGEST, LONGEST + 1, 100)):
        text = f"a {letter * length} b"
        assert index_words(text) == ["a", letter * LONGEST, "b"]
        assert spaced_words(text)[0].split() == index_words(text)


CUT = [
    ("l'État, c’est moi", "l etat c est moi"),
    ("dell'isola, un'idea e dov'è", "dell isola un idea e dov e"),
    ("Jusqu'ici, quelqu’un; L'HOMME", "jusqu ici quelqu un l homme"),
    ("l'11 marzo, nell’800", "l 11 marzo nell 800"),
    ("vent'anni, degl’altri, nessun'altra", "vent anni degl altri nessun altra"),
    ("l‘État, l´État, l`État", "l etat l etat l etat"),
    ("the ‘word’ `word`, word` `word", "the word word word word"),
    ("Aujourd'hui O'Brien didn't; it's o'clock", "aujourdhui obrien didnt its oclock"),
    ("п’ять м'ята", "пять мята"),
    ("😂 ha😂ha 👍🏽👍 👩‍💻 ❤️ ❤", "😂 ha 😂 ha 👍 👍 👩 💻 ❤ ❤"),
    ("🇩🇪🇫🇷 1️⃣ ©️ © ★", "🇩🇪 🇫🇷 1 © ★"),
    ("🏴󠁧󠁢󠁳󠁣󠁴󠁿🏴", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴"),
    ("학교에서", "학교 교에 에서 서"),
    ("漢字学", "漢字 字学 学"),
    ("iPhone을", "iphone 을"),
    ("か\u3099き", "がき き"),
    ("ສະບາຍ", "ສະ ະບ ບາ າຍ ຍ"),
]


@pytest.mark.parametrize(("text", "cut"), CUT)
def test_texts_fall_into_words(text: str, cut: str) -> None:
    assert " ".join(index_words(text)) == cut


SECOND = [
    ("Köln liegt am Rhein", "koeln"),
    ("ÜBER A\u0308pfel", "aepfel ueber"),
    ("Øystein på Åland", "aaland oeystein paa"),
    ("İstanbul'da Bush'un Jöni's", "bush istanbul joeni joenis joni"),
    ("Andi's map, Chris’s boat, CHRIS`S boss's", "andi boss chris"),
    ("Al's Путин's Zoë's Zoe\u0308's R2D2's l'Andi's", "al andi r2d2 zoe путин"),
    ("the government's John's 4chan's James' don't they'll could've does'nt o'clock", ""),
    ("it's HE'S that's she’s who's; the 60's, 's nachts 's", ""),
    ("п'ять комп'ютер пам’ять", ""),
    ("l'Être", ""),
    ("\u0301\u0301\u0301'abc", ""),
]


@pytest.mark.parametrize(("text", "spellings"), SECOND)
def test_some_words_are_found_under_a_second_spelling(text: str, spellings: str) -> None:
    assert second_spellings(text) == spellings.split()


@given(
    name=st.text(st.characters(categories=["Lu", "Ll", "Lt", "Lo"]), min_size=1, max_size=9)
    | st.text("abdegisuyz", min_size=1, max_size=6),
    form=st.sampled_from(("NFC", "NFD")),
    ending=st.sampled_from(("'s", "’s", "'S", "`s", "'", "´")),
)
@example(name="Evie", form="NFC", ending="'s")
@example(name="Amy", form="NFC", ending="'s")
@example(name="SSE", form="NFC", ending="'s")
def test_a_name_finds_its_possessive(name: str, form: Literal["NFC", "NFD"], ending: str) -> None:
    written = unicodedata.normalize(form, name) + ending
    folded = index_words(name)
    if len(folded) == 1 and folded[0] not in ("it", "he") and not is_unspaced(folded[0]):
        found = {stem for (spellings,) in [spelt(written)] for word in spellings for stem in stems(word)}
        assert not found.isdisjoint(stems(folded[0]))


RULED = (6, 329648114)


def test_whoever_changes_the_words_of_a_text_lets_indexes_be_filled_anew() -> None:
    texts = [*chain(*CUT, *SECOND), SAME, OTHER, *chain(*groups(FORMS), *groups(APART))]
    made = [(index_words(text), second_spellings(text), *map(stems, index_words(text))) for text in texts]
    assert (RULES, crc32(repr(made).encode())) == RULED, "raise RULES, and write down what they make"


@pytest.mark.parametrize(
    ("text", "typed", "same"),
    [
        ("Köln", "koeln", True),
        ("Koeln", "KÖLN", True),
        ("Köln", "koln", True),
        ("Koeln", "koln", False),
        ("Poet", "pot", False),
        ("Łódź", "lodz", True),
        ("Straße", "strasse", True),
        ("Søren Å", "soeren aa", True),
        ("Isparta", "ısparta", True),
        ("Đinh", "dinh", True),
        ("Ёж", "еж", True),
        ("мой", "мои", False),
        ("#", "", False),
    ],
)
def test_names_are_alike_and_hold_what_was_typed_with_letters_written_out_or_not(
    text: str, typed: str, *, same: bool
) -> None:
    assert alike(text, typed) == same
    assert holds(f"#One {text} more", f"{typed} mo") == (same or not typed)
    assert holds("#🎉-room", "🎉")
    assert not holds("#🎉-room", "😂")


@given(word=st.text(max_size=80))
def test_folding_twice_changes_nothing(word: str) -> None:
    assert fold_word(fold_word(word)) == fold_word(word)
