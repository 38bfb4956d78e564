"""Skins of forums: what one names otherwise is found by a post's structure, and what is not found is told."""

from pathlib import Path

import pytest

from bot.archive.model import MarkKind, ParsedThread
from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.source import Source

PAGES = Path(__file__).parent / "pages"
PROFILE = "./memberlist.php?mode=viewprofile&amp;u=12"


def page(name: str) -> str:
    return (PAGES / name).read_text("utf-8")


def read(text: str) -> ParsedThread:
    source = Source("upload", text.encode())
    return next(reader_for(source).read(source))


def dates(thread: ParsedThread) -> list[str]:
    return [str(post.posted_at) for post in thread.posts]


def said(thread: ParsedThread) -> list[str]:
    return [str(notice.text) for notice in thread.notices]


@pytest.mark.parametrize(
    "joined",
    [
        "Joined: 02 Jan 2004",
        "Registered: Fri Jan 02, 2004 5:33 pm",
        "Anmeldungsdatum: Dabei seit 02.01.2004 17:33",
        "Inscrit le: 02 Jan 2004",
        "Зарегистрирован: 02.01.2004",
        "Dołączył: 02 Sty 2004",
        "Registrato: 02/01/04 10:00",
    ],
)
def test_the_day_a_member_joined_is_no_date_of_a_post(joined: str) -> None:
    text = page("phpbb2-unranked.html").replace("Anmeldedatum: 13.03.2003, 08:15", joined)
    assert dates(read(text))[0] == "2005-05-14 10:18:00"


def test_a_post_whose_only_date_is_the_day_its_author_joined_is_undated_and_that_is_told() -> None:
    text = page("phpbb2-unranked.html").replace("Verfasst: 14.05.2005, 10:18", "")
    thread = read(text)
    assert dates(thread) == ["None", "2005-05-16 11:00:00"]
    assert "1 post shows no date that could be read." in said(thread)


@pytest.mark.parametrize(
    "stamp",
    [
        '<div class="when">Posted: Fri Mar 14, 2014 9:05 pm</div>',
        "<div>Joined <b>2 Jan 2010, 10:00</b></div><p>Fri Mar 14, 2014 9:05 pm</p>",
        "<dl><dt>Joined</dt><dd>2 Jan 2010, 10:00</dd><dt>Date</dt><dd>14.03.2014, 21:05</dd></dl>",
        '<a href="#p7001"><abbr title="2014-03-14T21:05:00">long ago</abbr></a>',
        '<i>Last edited on 15.03.2014, 08:00</i><br><time datetime="2014-03-14T21:05:00">x</time>',
    ],
)
def test_a_date_where_the_look_has_none_is_found_by_what_stands_before_it(stamp: str) -> None:
    text = page("phpbb3-avatar.html").replace("&raquo; Fri Mar 14, 2014 9:05 pm", "")
    assert text != page("phpbb3-avatar.html")
    text = text.replace('<div class="content">It sings.', f'{stamp}<div class="content">It sings.')
    assert dates(read(text))[0] == "2014-03-14 21:05:00"


def test_a_date_in_the_words_of_a_post_is_not_its_own() -> None:
    text = page("phpbb3-avatar.html").replace("&raquo; Fri Mar 14, 2014 9:05 pm", "")
    text = text.replace("It sings.</div>\n", "Since Fri Mar 14, 2014 9:05 pm it sings.</div>\n")
    assert dates(read(text))[0] == "None"


@pytest.mark.parametrize(
    "name",
    [
        f'<a href="{PROFILE}"><img src="a.jpg" alt=""></a><b><a href="{PROFILE}">Brandal</a></b>',
        '<span class="username">Brandal</span>',
        f'<a href="{PROFILE}" class="username-coloured" style="color: #A00">Brandal</a>',
    ],
)
def test_a_name_is_found_behind_the_picture_that_leads_to_the_same_profile(name: str) -> None:
    text = page("phpbb3-avatar.html")
    start, end = text.index("by <strong>"), text.index("</strong> &raquo;")
    profile = (text.index("<dt>"), text.index("</dt>"))
    text = f"{text[: profile[0]]}<dt>{name}{text[profile[1] : start]}by <strong>{text[end:]}"
    assert [post.author for post in read(text).posts] == ["Brandal", "Tilda"]


def test_a_page_whose_posts_name_nobody_is_refused() -> None:
    text = (
        page("xenforo2-cards.html")
        .replace("MessageCard__user-info__name", "who")
        .replace("/members/", "/who/")
    )
    with pytest.raises(BadArchive, match="no author of any"):
        read(text)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "xenforo2-cards.html",
            '<article class="message-body js-selectToQuote"><div class="bbWrapper">It sings.</div></article>',
        ),
        ("mybb18-fr.html", '<div class="post_body" id="pid_7001">Elle chante.</div>'),
        (
            "vbulletin4-horizontal.html",
            '<div id="post_message_7001"><blockquote class="postcontent restore">Ze zingt.</blockquote></div>',
        ),
        ("vbulletin3-cells.html", '<div id="post_message_7001">It sings.</div>'),
        ("phpbb3-subsilver2-span.html", '<div class="postbody">Elle chante.</div>'),
        ("phpbb2-unranked.html", '<span class="postbody">Sie singt.</span>'),
    ],
)
def test_a_post_without_words_leaves_a_notice(name: str, words: str) -> None:
    text = page(name)
    assert words in text
    thread = read(text.replace(words, "<p>gone</p>"))
    assert [post.ref for post in thread.posts if post.ref == "7001"] == []
    assert "post 7001 shows no words (deleted or hidden); passed over." in said(thread)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("vbulletin5-comments.html", "How hot?"),
        ("mybb18-fr.html", "Chaud ?"),
        ("phpbb3-avatar.html", "How hot?"),
        ("vbulletin4-horizontal.html", "Hoe heet?"),
        ("phpbb2-unranked.html", "Wie heiß?"),
        ("invision47.html", "How hot?"),
        ("xenforo2.html", "Warming the pot"),
    ],
)
@pytest.mark.parametrize(
    "before",
    [
        "<h1>Log in</h1>",
        "<h1>Main menu</h1><h2>Latest news</h2>",
        '<h1 class="p-title-value">Announcement</h1>',
    ],
)
def test_a_menu_or_an_announcement_above_the_title_is_not_the_title(
    name: str, title: str, before: str
) -> None:
    text = page(name)
    at = text.index(">", text.index("<body")) + 1
    assert read(text[:at] + before + text[at:]).title == title


def test_without_any_heading_the_page_tells_the_title() -> None:
    text = (
        page("mybb18-fr.html")
        .replace('<span class="active">Chaud ?</span>', "")
        .replace("<strong>Chaud ?", "<strong>")
    )
    assert read(text).title == "Chaud ?"


def test_the_pages_of_the_board_in_the_trail_are_not_the_threads() -> None:
    thread = read(page("mybb18-fr.html"))
    assert (thread.page, thread.pages) == (1, 2)


def test_a_comment_is_a_post_that_answers_the_one_it_stands_in_even_a_deleted_one() -> None:
    thread = read(page("vbulletin5-comments.html"))
    assert [(post.author, post.parent_ref, post.number) for post in thread.posts] == [
        ("Brandal", None, 1),
        ("Tilda", "7001", None),
        ("Brandal", "7001", None),
        ("Osse", "7004", None),
    ]
    assert "post 7004 shows no words (deleted or hidden); passed over." in said(thread)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("", "2014-03-05 21:05:00"),  # "21h05" is written where the day comes first
        ("en", "None"),
        ("en-gb", "2014-03-05 21:05:00"),
        ("en-us", "2014-05-03 21:05:00"),
    ],
)
def test_numeric_dates_that_read_both_ways_need_something_that_tells(told: str, found: str) -> None:
    text = page("mybb18-fr.html")
    if told:
        text = text.replace('lang="fr"', f'lang="{told}"').replace("03-02-2010", "2010")
        for french, english in (
            ("21h05", "09:05 PM"),
            ("08h00", "08:00 AM"),
            ("09h00", "09:00 AM"),
            ("07-03", "05-03"),
        ):
            text = text.replace(french, english)
        text = text.replace("06-03-2014", "05-03-2014")
    thread = read(text)
    assert dates(thread)[0] == found
    untold = "2 posts are dated like '05-03-2014, 09:05 PM': nothing tells"
    assert any(untold in notice for notice in said(thread)) is (found == "None")


@pytest.mark.parametrize(
    "clock",
    ["Current time: 25-03-2014, 10:00 AM", "<p>Board founded 31-12-2009</p>", "Inscrit 24-02-2010, 10:00 AM"],
)
def test_another_date_of_the_page_tells_which_comes_first(clock: str) -> None:
    text = page("mybb18-fr.html").replace('lang="fr"', 'lang="en"')
    for french, english in (
        ("21h05", "09:05 PM"),
        ("08h00", "08:00 AM"),
        ("09h00", "09:00 AM"),
        ("10h00", "10:00 AM"),
    ):
        text = text.replace(french, english)
    assert dates(read(text.replace("</body>", f"{clock}</body>")))[0] == "2014-03-05 21:05:00"


def test_posts_follow_each_other_in_time() -> None:
    """Read month first, the second post would stand before the first."""
    text = page("mybb18-fr.html").replace('lang="fr"', 'lang="en"')
    for french, english in (
        ("05-03-2014, 21h05", "09-03-2014, 09:05 PM"),
        ("07-03-2014, 08h00", "02-04-2014, 08:00 AM"),
    ):
        text = text.replace(french, english)
    text = text.replace("06-03-2014, 09h00", "")
    assert dates(read(text)) == ["2014-03-09 21:05:00", "2014-04-02 08:00:00"]


def test_elements_named_like_posts_that_were_not_read_are_told() -> None:
    text = page("xenforo2-cards.html").replace(
        'js-post" id="js-post-7002"', 'js-post" id="js-post-70021" data-content="x"'
    )
    text = text.replace("</body>", '<div id="js-post-9"><p>a new kind of post</p></div></body>')
    thread = read(text)
    assert len(thread.posts) == 2
    assert any("post 9 shows no words" in notice for notice in said(thread))


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.glob("*.html")))
def test_a_page_without_its_dates_says_so(name: str) -> None:
    """Whatever the look: dates that were not read leave a notice."""
    source = Source("upload", (PAGES / name).read_bytes())
    thread = next(reader_for(source).read(source))
    undated = [post for post in thread.posts if post.posted_at is None]
    assert not undated or any("date" in notice for notice in said(thread))


@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("mybb18-fr.html", [('id="post_7001"', 'class="x"'), ('id="post_7002"', 'class="x"')]),
        ("mybb18.html", [('id="post_', 'id="entry-')]),
        ("smf20.html", [("post_wrapper", "wrap")]),
        ("smf21.html", [("post_wrapper", "wrap")]),
        ("smf20-es.html", [("post_wrapper", "wrap")]),
        ("vbulletin3-cells.html", [('<div id="post7001">', "<div>"), ('<div id="post7002">', "<div>")]),
    ],
)
def test_a_skin_that_names_its_posts_otherwise_is_read_by_what_stands_around_their_words(
    name: str, renamed: list[tuple[str, str]]
) -> None:
    text = page(name)
    told = [(post.author, post.body, post.posted_at, post.ref) for post in read(text).posts]
    for old, new in renamed:
        assert old in text
        text = text.replace(old, new)
    assert [(post.author, post.body, post.posted_at, post.ref) for post in read(text).posts] == told


def test_a_page_that_says_its_title_nowhere_is_called_by_its_address() -> None:
    text = page("xenforo2-cards.html").replace("<title>How hot? | Page 2 | Kettle Forum</title>", "")
    text = text.replace('<span class="label">Solved</span> How hot?', "").replace(
        "Recommended Communities", "Log in"
    )
    assert read(text).title == "How hot"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("@Anna said in ", ":"),
        ("@Anna schrieb in ", ":"),
        ("@Anna a dit dans ", " :"),
        ("@Anna dijo en ", ":"),
        ("@Anna написал в ", ":"),
    ],
)
def test_the_header_of_a_nodebb_quote_names_its_writer_in_any_language(header: str, said: str) -> None:
    text = page("nodebb.html")
    start = text.index("<blockquote>")
    before = text.rindex("<p", 0, start)
    made = text[:before] + f'<p>{header}<a href="/post/901">Kettles</a>{said}</p>\n' + text[start:]
    quotes = [mark for post in read(made).posts for mark in post.marks if mark.kind is MarkKind.QUOTE]
    assert quotes[0].author == "Anna"


def test_a_mention_among_quoted_words_names_nobody_as_their_writer() -> None:
    text = page("flarum.html").replace(
        'data-id="701">Brandal</a> It sings.', 'data-id="701">Brandal</a> It sings.', 1
    )
    mention = text[text.index("<a href") : text.index("</a>") + 4]
    moved = text.replace(f"{mention} It sings.", f"It sings, {mention}, as you said.", 1)
    assert moved != text
    (quote,) = (mark for post in read(moved).posts for mark in post.marks if mark.kind is MarkKind.QUOTE)
    assert quote.author is None
    (body,) = (post.body for post in read(moved).posts if "as you said" in post.body)
    assert "It sings, Brandal, as you said." in body
