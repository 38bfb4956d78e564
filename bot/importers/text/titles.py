"""Whether a thread prints user titles under its authors' names, and which line is one.

A user title is the author's, not the post's: it comes back with every post of theirs, and others bear the
same one. The opening words of posts do neither.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.importers.text.heads import LONGEST_TITLE

# The titles forum software gives out by itself.
_GIVEN = """
well-known member|member|new member|active member|registered user|registered member|registered|moderator
administrator|admin|staff member|senior member|junior member|super moderator|banned|guest|newbie|full member
forum administrator|site admin|global moderator|sr. member|hero member|jr. member|legendary|newcomer|donor
established member|supporter|contributor|regular|distinguished member|premium member|retired|founder
developer|super member|veteran|verified member|supporting member|новичок|участник|пользователь|администратор
модератор|mitglied|neues mitglied|bekanntes mitglied|aktives mitglied|erfahrener benutzer|benutzer|membre
nouveau membre|miembro|nuevo miembro|lid|membro
"""
GIVEN = frozenset(_GIVEN.strip().replace("\n", "|").split("|"))
"""User titles of everyday, casefolded."""

First = tuple[str, str, bool]
"""An author, the first line under the name, and whether there are more lines than that."""


class Titles:
    """What a thread's first lines tell about its user titles."""

    def __init__(self, firsts: Sequence[First]) -> None:
        """Look at all of a thread's posts at once."""
        self.by_author: dict[str, Counter[str]] = defaultdict(Counter)
        self.bearers: dict[str, set[str]] = defaultdict(set)
        for author, line, _ in firsts:
            self.by_author[author][line] += 1
            self.bearers[line].add(author)
        self.printed = self._printed(firsts)

    def _printed(self, firsts: Sequence[First]) -> bool:
        """Tell whether the first line under the names is a user title in this thread."""
        again = sum(lines.total() - 1 for lines in self.by_author.values())
        same = sum(max(lines.values()) - 1 for lines in self.by_author.values())
        given = sum(self._given(line) for _, line, _ in firsts)
        likely = sum(more and could_be_a_title(line) for _, line, more in firsts)
        if likely * 2 < len(firsts):
            return False
        # One author's lines that come back count as much as lines several authors share.
        return same * 10 >= again * 6 if again > 2 else (same + given) * 2 >= again + len(firsts)

    def _given(self, line: str) -> bool:
        return could_be_a_title(line) and (line.casefold() in GIVEN or len(self.bearers[line]) > 1)

    def is_title(self, author: str, line: str, *, more: bool) -> bool:
        """Tell whether `line`, the first one under `author`'s name, is a user title.

        `more` tells whether other lines follow it in the post. A line of its own is one where the author
        has no other; not where others of theirs repeat.
        """
        if not self.printed or not could_be_a_title(line):
            return False
        seen = self.by_author[author]
        return self._given(line) or seen[line] > 1 or (more and seen.total() == 1)


def could_be_a_title(line: str) -> bool:
    """Tell whether a line has a user title's shape: short, and not the beginning of a letter or a list."""
    return 0 < len(line) <= LONGEST_TITLE and line[-1] not in ",;:"
