"""Whether a text is a forum's page copied off the screen, where menus stand among the posts and look like names."""

from collections.abc import Iterable

_WORDS = frozenset(
    """
index|home|forum|forums|board index|categories|recent|popular|tags|users|groups|search|register|login|log in|sign in
sign up|log out|members|memberlist|member list|help|faq|rules|calendar|portal|gallery|downloads|shop|quick links
new posts|what's new|active topics|unanswered topics|staff|online users|browse|activity|dashboard|discussions|more
member|junior member|senior member|moderator|administrator|newbie|guest|visitor|offline|online|thread starter|author
quote|reply|report|edit|delete|share|like|flag|comment|website|find|profile|view profile|email|pm|logged|top|post reply
link to comment|share on other sites|reply with quote|back to top|return to top|permalink|bookmark|add bookmark
skip to content|jump to content|skip to main content|write a reply...|quick reply|reply to this topic|thread modes
followers|recommended posts|latest activity|who is online|board footer|print|go up|go down|pages: 1|log in to reply
reactions|posts|points|joined|location|messages|reaction score|trophies|likes|threads|reputation|solutions|received
beiträge|punkte|ort|registriert|reaktionen|trophäen|reacties|berichten|mensajes|messaggi|сообщений|сообщения|репутация
übersicht|startseite|suche|suchen|regeln|registrieren|anmelden|mitglieder|hilfe|mitglied|zitieren|antworten
melden|nach oben
accueil|rechercher|recherche|règles|s'inscrire|inscription|connexion|se connecter|membres|membre|aide|citer
répondre|haut
inicio|buscar|reglas|registrarse|iniciar sesión|miembros|miembro|ayuda|citar|responder|arriba|identificarse
indice|cerca|regole|registrati|accedi|iscriviti|membri|membro|aiuto|cita|rispondi|su|torna su
zoeken|regels|registreren|inloggen|aanmelden|leden|lid|citeer|reageer|omhoog|terug naar boven
szukaj|regulamin|zarejestruj|rejestracja|zaloguj|logowanie|użytkownicy|użytkownik|pomoc|cytuj|odpowiedz|na górę
главная|поиск|правила|регистрация|вход|войти|пользователи|участник|помощь|цитировать|ответить|наверх|вверх|не в сети
início|pesquisar|regras|registrar|cadastrar|entrar|membros|ajuda|denunciar|topo
""".strip()
    .replace("\n", "|")
    .split("|")
)
_STATUS = (" offline", " online")
_ENOUGH = 4
_LONGEST = 30
_LOOKED_AT = 1 << 18


def looks_copied(text: str) -> bool:
    """Tell whether lines of `text` are entries of menus, buttons and ranks, of several kinds."""
    lines = (line.strip() for line in text[:_LOOKED_AT].split("\n"))
    return len({_bare(line) for line in lines if len(line) <= _LONGEST} & _WORDS) >= _ENOUGH


def names_the_page(authors: Iterable[str], text: str) -> bool:
    """Tell whether some of the names found are a copied page's own words.

    Somebody may be called "Top", but hardly beside "Search", "Log in" and "Reply".
    """
    found = any(_bare(author) in _WORDS or author.casefold().endswith(_STATUS) for author in authors)
    return found and looks_copied(text)


def _bare(line: str) -> str:
    return line.casefold().strip(" »›>•·|*-:")
