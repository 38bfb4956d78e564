"""Pages copied off the screen as a whole: read where the look is known, refused where menus would become people."""

import pytest

from bot.archive.model import ParsedThread
from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.source import Source

MEMBERS = ("Brandal", "Tilda", "Osse", "Brandal", "Marek", "Tilda", "Brandal", "Osse")
SAID = (
    "It sings when the water is ready, and I do not know why.",
    "Mine only smokes, and the lid is loose.",
    "Try the blue one from the shop.",
    "We had that last winter, too.",
    "My aunt swears by copper.",
    "Copper is dear, and it stains.",
    "Then take steel and be done.",
    "Steel sings as well, only higher.",
)
POSTS = tuple(zip(range(1, 9), MEMBERS, SAID, strict=True))


def page(head: str, post: str, foot: str) -> str:
    return (
        head + "".join(post.format(n=n, name=name, words=words, day=9 + n) for n, name, words in POSTS) + foot
    )


UNKNOWN = {
    "fluxbb": page(
        "Kettles\n\n    Index\n    Rules\n    Search\n    Register\n    Login\n\nYou are not logged in.\n\n"
        "    Index\n"
        "    » Pots\n    » How hot?\n\nPages: 1\n",
        "#{n} 2014-03-{day} 14:10:02\n\n{name}\n    Member\n    Registered: 2010-01-02\n    Posts: 12\n\n"
        "Re: How hot?\n\n{words}\n\nOffline\n",
        "Pages: 1\n\n    Index\n    » Pots\n    » How hot?\n\nBoard footer\n",
    ),
    "fluxbb in German": page(
        "Kessel\n\n    Übersicht\n    Regeln\n    Suche\n    Registrieren\n    Anmelden\n\n    Übersicht\n"
        "    » Kessel\n\n"
        "Seiten: 1\n",
        "#{n} 2014-03-{day} 14:10:02\n\n{name}\n    Mitglied\n    Registriert: 2010-01-02\n"
        "    Beiträge: 12\n\n{words}\n\n"
        "Offline\n",
        "Seiten: 1\n\n    Übersicht\n    » Kessel\n\n",
    ),
    "nodebb": page(
        "Categories\nRecent\nTags\nPopular\nUsers\nGroups\nSearch\nLogin\n\nHome\nWater\nHow hot?\n\n",
        "X Offline\n{name}\nwrote on {day} Mar 2014, 21:05 last edited by\n#{n}\n\n{words}\n"
        "1 Reply Last reply\n0\n\n",
        "Reply\nLog in to reply\n",
    ),
    "woltlab": page(
        "Kettles\nDashboard\nForum\nMembers\nSearch\nLog in\n\nHow hot?\n\n",
        "{name}\nMember\n\nReactions\n    3\nPosts\n    12\n\n    March {day}, 2014 at 9:05 PM\n    #{n}\n\n"
        "{words}\n\nQuote\n\n",
        "Participate now!\n",
    ),
    "a shop of words": page(
        "Home\n\nSearch\n\nLog in\n\nMembers\n\nHelp\n\n", "{name}\n\n{words}\n\nReply\n\nReport\n\nShare\n"
        "\n", "Home\n\nSearch\n\n"
    ),
    "french": page(
        "Accueil\n\nRechercher\n\nConnexion\n\nMembres\n\n", "{name}\n\n{words}\n\nCiter\n\nRépondre\n\n"
        "Haut\n\n", "Accueil\n\nAide\n\n"
    ),
}  # fmt: skip


def read(text: str) -> ParsedThread:
    source = Source("upload", text.encode())
    return next(reader_for(source).read(source))


@pytest.mark.parametrize("look", UNKNOWN)
def test_a_copied_page_of_an_unknown_look_is_read_right_or_refused_with_what_to_do(look: str) -> None:
    try:
        thread = read(UNKNOWN[look])
    except BadArchive as error:
        assert "Save the page itself" in error.reason  # noqa: PT017 - either outcome is right
    else:
        assert [post.author for post in thread.posts] == list(MEMBERS)


def test_a_page_of_phpbb_copied_whole_is_read_without_its_menus_and_its_foot() -> None:
    text = page(
        "Kettle Board\nAll about kettles\n\nSkip to content\nQuick links\nFAQ\nLogin\nRegister\n\n"
        "    Board index\n    Pots\n\n"
        "How hot?\nPost Reply\nSearch this topic…\n8 posts • Page 1 of 1\n\n",
        "{name}\n    Posts: 12\n    Joined: Sat Jan 02, 2010 5:33 pm\n\nRe: How hot?\n\n    Quote\n\n"
        "Post by {name} » Fri Mar {day}, 2014 9:05 pm\n\n{words}\nTop\n\n",
        "Post Reply\n8 posts • Page 1 of 1\n\nReturn to “Pots”\nJump to\nWho is online\n\n"
        "Users browsing this forum: No "
        "registered users and 1 guest\n\n    Board index\n    All times are UTC\n\nPowered by phpBB\n",
    )
    thread = read(text)
    assert thread.title == "How hot?"
    assert [(post.author, post.body) for post in thread.posts] == list(zip(MEMBERS, SAID, strict=True))


def test_a_page_of_smf_is_read_though_the_browser_set_its_lists_in() -> None:
    text = page(
        "Kettle Forum\n\n    Home\n    Help\n    Search\n    Login\n    Register\n\n"
        "Kettle Forum » Pots » How hot?\n\n",
        "    {name}\n    Full Member\n    ***\n    Posts: 12\n\nRe: How hot?\n"
        "« Reply #{n} on: March {day}, 2014, 09:05:00 PM »\n\n"
        "{words}\n\nLogged\n\n",
        "    Print\n\nPages: [1]   Go Up\n",
    )
    thread = read(text)
    assert [post.author for post in thread.posts] == list(MEMBERS)
    assert [post.body for post in thread.posts[:-1]] == list(SAID[:-1])


def test_one_member_who_is_called_like_a_button_is_a_member() -> None:
    """Where nothing else looks like a page, a name is a name."""
    text = "How hot?\n\n" + "".join(
        f"{'Top' if name == 'Osse' else name}\nSenior member\n\n{words}\n\u00a0\n" for _, name, words in POSTS
    )
    assert "Top" in {post.author for post in read(text).posts}
