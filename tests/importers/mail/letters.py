"""Letters written for tests, and whose words each line of them is after reading and attribution."""

from bot.archive.attribution import attribute
from bot.archive.model import ParsedThread, PassageKind
from bot.importers.detect import reader_for
from bot.importers.source import Source

HEAD = "From: Tilda Pott <tilda@tea.example>\nSubject: {subject}\nDate: Mon, 2 Dec 2024 10:00:00 +0000\n"


def letter(body: str, *, kind: str = "plain", subject: str = "Re: kettles", more: str = "") -> bytes:
    """Return one message of Tilda Pott's."""
    return (
        HEAD.format(subject=subject)
        + f"Message-ID: <t1@tea.example>\n{more}Content-Type: text/{kind}; charset=utf-8\n\n{body}\n"
    ).encode()


def box(*messages: bytes) -> bytes:
    """Return a mailbox."""
    return b"\n".join(b"From x@tea.example Mon Dec 02 10:00:00 2024\n" + one for one in messages)


def read(data: bytes) -> list[ParsedThread]:
    """Return the threads in a file."""
    source = Source("upload", data)
    return list(reader_for(source).read(source))


def spoken(data: bytes, post: int = -1) -> list[tuple[str, str]]:
    """Return who said what in a post of the one thread of a file: "own", "-" for nobody's words, else a name or "?"."""
    [thread] = read(data)
    return spoken_in(thread, post)


def spoken_in(thread: ParsedThread, post: int = -1) -> list[tuple[str, str]]:
    """Return what `spoken` does, of a post of this thread."""
    body = thread.posts[post].body
    found: list[tuple[str, str]] = []
    for tile in attribute(thread.posts)[post]:
        words = body[tile.start : tile.end].strip()
        who = {PassageKind.OWN: "own", PassageKind.FURNITURE: "-"}.get(tile.kind, tile.author or "?")
        if words:
            found.append((who, words))
    return found


ASKED = "The kettle on the left is cold again, as it was all week.\n\nWho has the lid of the blue pot?"


FIELDS = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De\u00a0", "Envoyé\u00a0", "À\u00a0", "Objet\u00a0"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "pt": ("De", "Enviada em", "Para", "Assunto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "ru": ("От", "Дата", "Кому", "Тема"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "sk": ("Od", "Odoslané", "Komu", "Predmet"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "no": ("Fra", "Sendt", "Til", "Emne"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "hu": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "ro": ("De la", "Trimis", "Către", "Subiect"),
    "el": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "bg": ("От", "Изпратено", "До", "Относно"),
    "sr": ("Šalje", "Poslato", "Kome", "Naslov"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "vi": ("Từ", "Đã gửi", "Đến", "Chủ đề"),
    "id": ("Dari", "Dikirim", "Kepada", "Perihal"),
    "ar": ("من", "تم الإرسال", "إلى", "الموضوع"),
    "he": ("מאת", "נשלח", "אל", "נושא"),
    "fa": ("از", "ارسال شده", "به", "موضوع"),
}


def copied(language: str) -> str:
    sender, sent, to, subject = FIELDS[language]
    return f"{sender}: Osse Line <osse@tea.example>\n{sent}: 4.3.2008 19:15\n{to}: all@tea.example\n{subject}: kettles"


def asked() -> bytes:
    return letter(ASKED, subject="kettles").replace(b"Tilda Pott", b"Osse Line").replace(b"t1@", b"t0@")


def by(name: str, ref: str, body: str) -> bytes:
    """Return a letter that says nothing of what it answers but in its subject."""
    one = letter(body).replace(b"Tilda Pott", name.encode()).replace(b"tilda@", name.lower().encode() + b"@")
    return one.replace(b"<t1@", f"<{ref}@".encode())


BLOCKS = (
    copied("en"),
    copied("de"),
    "On Tue, Mar 4, 2008 at 7:15 PM Osse Line <osse@tea.example> wrote:",
    *ASKED.split("\n\n"),
    "> Who has the lid of the blue pot?",
    "OL> The kettle on the left is cold again, as it was all week.",
    ">",
    "Ada has it.",
    "I warmed it myself.\nTwice.",
    "--\nTilda Pott, kettles and pots",
)
