"""Quotes typed with `>` and the lines that say whose they are."""

import pytest

from bot.archive.attributions import attribution
from bot.archive.model import MarkKind
from bot.importers.angles import angle_quotes


@pytest.mark.parametrize(
    ("line", "name", "ref"),
    [
        ("On May 1, 2012, at 10:53 PM, Brandal Kett wrote:", "Brandal Kett", None),
        ("On 29 April 2012 13:49, Osse Line <osse at tea.example> wrote:", "Osse Line", None),
        ("On Mon, May 7, 2012 at 9:18 AM, Osse Line < osse at tea.example> wrote:", "Osse Line", None),
        ("On Thu, 3 May 2012 10:55:12 -0700 (PDT), Dr. Lid <q@q.example> wrote:", "Dr. Lid", None),
        ("On 05/03/2012 10:55 AM, Tilda wrote:", "Tilda", None),
        ("Am 03.05.2012 um 10:55 schrieb Karl Kännchen:", "Karl Kännchen", None),
        ("Le 3 mai 2012 à 10:55, Théo Pot <a@b.example> a écrit :", "Théo Pot", None),
        ("2012/5/1 Osse Line <osse@tea.example>", "Osse Line", None),
        ("osse at TEA.EXAMPLE wrote:", "osse at TEA.EXAMPLE", None),
        ("In article <n1@k.example>, Osse Line <osse@tea.example> writes:", "Osse Line", "n1@k.example"),
        ("In article <n1@k.example> osse@tea.example (Osse Line) writes:", "Osse Line", "n1@k.example"),
        ("Osse Line <osse@tea.example> wrote in message news:n1@k.example...", "Osse Line", "n1@k.example"),
        ("Quoting Osse O'Line <osse@tea.example>:", "Osse O'Line", None),
        ("Tilda said:", "Tilda", None),
        ("05.01.2009 10:00, Осип Линев пишет:", "Осип Линев", None),
        ("5 января 2009 г. 10:00 пользователь Осип <a@b.example> написал:", "Осип", None),
        ("Il giorno lun 5 gen 2009 alle ore 10:00 Osse <a@b.example> ha scritto:", "Osse", None),
        ("Op 5 januari 2009 10:00 schreef Osse <a@b.example>:", "Osse", None),
        ("Den 5 januari 2009 10:00 skrev Osse <a@b.example>:", "Osse", None),
        ("W dniu 2009-01-05 10:00, Osse pisze:", "Osse", None),
        ("El lun., 5 ene. 2009 a las 10:00, Osse (<a@b.example>) escribió:", "Osse", None),
        ("Em seg., 5 de jan. de 2009 às 10:00, Osse <a@b.example> escreveu:", "Osse", None),
        ("At 10:00 AM 1/5/2009 -0500, Osse wrote:", "Osse", None),
        ('--- In tea@lists.example, "Osse" <o@...> wrote:', "Osse", None),
        ("Thus spake Osse (osse@tea.example):", "Osse", None),
    ],
)
def test_a_line_that_attributes_tells_the_name(line: str, name: str, ref: str | None) -> None:
    found = attribution(line)
    assert found is not None
    assert (found.name, found.ref) == (name, ref)


@pytest.mark.parametrize(
    "line",
    [
        "He wrote:",
        "What she said:",
        "I agree with what they wrote:",
        "no",
        "",
        "A long sentence about pots.",
        "a" * 500,
    ],
)
def test_a_line_that_names_nobody_attributes_nothing(line: str) -> None:
    assert attribution(line) is None


def quotes(body: str, *, unattributed: bool = False) -> list[tuple[str | None, str]]:
    marks = angle_quotes(body, unattributed=unattributed)
    return [(m.author, body[m.start : m.end]) for m in marks if m.kind is MarkKind.QUOTE]


def test_levels_are_credited_each_to_its_own_line() -> None:
    body = "On 3 May 2012, Osse wrote:\n> Tilda said:\n> > warm it\n> never\n\nWell.\n> loose"
    assert quotes(body) == [("Osse", "> Tilda said:\n> > warm it\n> never"), ("Tilda", "> > warm it")]


def test_an_attribution_broken_over_two_lines_is_read_whole() -> None:
    body = "On Mon, May 7, 2012 at 9:18 AM, Osse Line <\nosse at tea.example> wrote:\n\n> warm it"
    assert quotes(body) == [("Osse Line", "> warm it")]


def test_a_sentence_before_the_attribution_is_not_part_of_it() -> None:
    body = "I like pots.\nTilda wrote:\n> warm it"
    marks = angle_quotes(body, unattributed=False)
    assert [body[m.start : m.end] for m in marks if m.kind is MarkKind.HEADER] == ["Tilda wrote:"]


def test_unattributed_lines_are_marked_only_where_the_sign_is_markup() -> None:
    body = "> warm it\n\nno"
    assert quotes(body) == []
    assert quotes(body, unattributed=True) == [(None, "> warm it")]
