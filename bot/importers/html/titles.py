"""Which of a page's headings is the thread's title: menus, log-in boxes and announcements are headings, too.

The page's own title, or the one it tells other sites, says the thread's; a heading that stands in it is confirmed.
"""

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote, urlsplit

from bot.importers.html.page import Page
from bot.importers.html.tree import Node

_HEADINGS = "h1, h2, h3, [itemprop=headline], .breadcrumb .active, .navigation .active, .crumbs strong"
_MOST = 12
_LONGEST = 1000
_VIEW = re.compile(
    r"^.*?(?:View topic|Thema anzeigen|(?:Voir|Consulter) le sujet|Ver tema|Leggi argomento|Bekijk onderwerp"
    r"|Zobacz temat|Просмотр темы|Visa ämne|Exibir tópico|Zobrazit téma)\s*[-:•]\s*"
)
_NO_WORDS = re.compile(r"\.html?$|\.\d+$|^\d+-|-\d+$|page-\d+$|[-_+]+")
_PAGE = re.compile(
    r"\s*[|–—•-]?\s*\(?(?:Page|Seite|Página|Pagina|Strona|Страница|Sida|Side|Sayfa|Strana)\s+\d+\b.*$",
    re.IGNORECASE,
)
_MENUS = frozenset(
    """
announcement|announcements|main menu|menu|navigation|login|log in|log-in|sign in|sign up|register|quick login
recent alerts|alerts|notifications|quick links|search|search forums|forum|forums|index|home|board index|welcome
similar threads|related threads|poll|welcome, guest|user menu|information|news|latest posts|who is online|quick reply
anmelden|ankündigung|hauptmenü|menü|suche|startseite|se connecter|connexion|annonce|annonces|accueil|recherche
menu principal|iniciar sesión|anuncio|anuncios|buscar|inicio|accedi|annuncio|annunci|cerca|inloggen|aankondiging
zaloguj|logowanie|ogłoszenie|szukaj|вход|войти|объявление|объявления|поиск|главное меню|меню|entrar|anúncio
""".strip()
    .replace("\n", "|")
    .split("|")
)


def is_menu(title: str) -> bool:
    """Tell whether a title is an entry of a menu, a log-in box or an announcement, and no thread's."""
    return title.strip(" :»›>").casefold() in _MENUS


def thread_title(
    page: Page, headings: Iterable[Node], text: Callable[[Node], str], is_link: Callable[[Node], bool]
) -> str:
    """Return the thread's title, empty where the page tells none.

    `headings` are where the look has its title, likeliest first; `text` reads a title from one, and `is_link`
    tells whether one leads to a thread.
    """
    told = [_evened(title) for title in page.titles]
    found: list[tuple[Node, str]] = []
    for node in headings:
        title = text(node)[:_LONGEST]
        if not title or is_menu(title):
            continue
        if any(_stands_in(title, each) for each in told):
            return title
        found.append((node, title))
        if len(found) == _MOST:
            break
    linked = next((title for node, title in found if is_link(node)), "")
    only = found[0][1] if len({title for _, title in found}) == 1 else ""
    likely = linked or only or _heading(page, told) or _of_page(page)
    return likely or next((title for _, title in found), "") or _of_address(page.url)


def _heading(page: Page, told: list[str]) -> str:
    """Return the longest heading that stands in the page's title beside something else."""
    found = ""
    for node in page.root.all(_HEADINGS):
        title = node.text()[:_LONGEST]
        if len(title) > len(found) and title != page.site and not is_menu(title):
            found = title if any(_stands_in(title, each) for each in told) else found
    return found


def _of_page(page: Page) -> str:
    """Return the page's own title without its number and the site's name."""
    for title in page.titles:
        own = _PAGE.sub("", _VIEW.sub("", title)).strip()
        if page.site:
            own = re.sub(
                rf"\s*[-|•·–—:»]+\s*{re.escape(page.site)}$|^{re.escape(page.site)}\s*[-|•·–—:»]+\s*", "", own
            )
        if own and own != page.site and not is_menu(own):
            return own
    return ""


def _of_address(url: str) -> str:
    """Return the words of an address such as `…/threads/warming-the-pot.4711/`, empty where it has none."""
    parts = [
        _NO_WORDS.sub(" ", unquote(part)).strip() for part in urlsplit(url).path.split("/") if "-" in part
    ]
    return max(parts, key=len, default="").capitalize()


def _evened(text: str) -> str:
    return " ".join(text.split()).casefold()


def _stands_in(title: str, told: str) -> bool:
    """Tell whether `title` stands in `told` as whole words."""
    wanted = _evened(title)
    at = told.find(wanted)
    if at < 0 or not wanted:
        return False
    before, after = told[max(at - 1, 0) : at], told[at + len(wanted) : at + len(wanted) + 1]
    return not (before.isalnum() or after.isalnum())
