"""Files that are no archived threads: each is called by its name, and something can be done with it."""

import gzip
import io
import zipfile

import pytest

from bot.errors import BadArchive
from bot.importers.binaries import BINARY
from bot.importers.detect import reader_for
from bot.importers.others import TEXTS
from bot.importers.source import Source
from bot.importers.unpacking import unpack


def packed(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return data.getvalue()


FILES = {
    "a PNG picture": b"\x89PNG\r\n\x1a\n\0\0",
    "a JPEG picture": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "a WebP picture": b"RIFF\x10\0\0\0WEBPVP8 ",
    "a picture": b"\0\0\0\x18ftypheic\0\0",
    "sound or film": b"\0\0\0\x18ftypmp42\0\0",
    "a PDF document": b"%PDF-1.7\n%\xe2\xe3",
    "an old Office document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0",
    "an Outlook mailbox": b"!BDN\0\0",
    "a RAR archive": b"Rar!\x1a\x07\x01\0",
    "a tar archive": b"threads/".ljust(257, b"\0") + b"ustar\x0000",
    "an SQLite database": b"SQLite format 3\0\x10\0",
    "a database": b"PGDMP\x01\x0e\0",
    "a web archive (WARC)": b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n",
    "an export of Slack": b'[{"user": "U1", "type": "message", "ts": "1700000000.000100", "text": "hi"}]',
    "a page of Telegram's export": b'<!DOCTYPE html><html><body><div class="page_header"></div></body></html>',
}
SQL = {
    "mysqldump": b"-- MySQL dump 10.13  Distrib 8.0\n--\n",
    "pg_dump": b"--\n-- PostgreSQL database dump\n--\n",
    "phpMyAdmin": b"-- phpMyAdmin SQL Dump\n-- version 5\n",
    "sqlite3": b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n",
    "a table": b"CREATE TABLE `phpbb_posts` (\n `post_id` int\n);\n",
    "rows": b"INSERT INTO `phpbb_posts` (`post_id`) VALUES (1);\n",
}
CHATS = {
    "with a dash": "31/12/2023, 22:15 - Tilda: warm it\n31/12/2023, 22:16 - Ulf: never\n",
    "in brackets": "[31.12.23, 22:15:01] Tilda: warm it\r\n\u200e[31.12.23, 22:16:01] Ulf: never\r\n",
    "with halves of the day": "12/31/23, 10:15\u202fPM - Tilda: warm it\n12/31/23, 10:16\u202fPM - Ulf: never\n",
}


def sentence(data: bytes) -> str:
    with pytest.raises(BadArchive) as caught:
        reader_for(Source("thing", data))
    assert caught.value.file == "thing"
    return str(caught.value.reason)


@pytest.mark.parametrize(("what", "data"), FILES.items(), ids=FILES.keys())
def test_what_it_is_and_what_to_do_are_said(what: str, data: bytes) -> None:
    assert sentence(data).startswith(f"This is {what}, not an archived thread. ")
    assert len(sentence(data).split(". ", 1)[1]) > 30


@pytest.mark.parametrize("kind", ["default", "service"])
def test_messages_make_a_page_of_telegrams_export(kind: str) -> None:
    data = f'<!DOCTYPE html><html><body><div class="message {kind} clearfix" id="message1">'.encode()
    assert sentence(data).startswith("This is a page of Telegram's export, not an archived thread. ")


def test_a_page_of_a_telegram_channel_is_called_one() -> None:
    data = b'<!DOCTYPE html><html><body><div class="tgme_widget_message js-widget_message">'
    assert sentence(data).startswith("This is a page of a Telegram channel, not an archived thread. ")


@pytest.mark.parametrize("data", SQL.values(), ids=SQL.keys())
def test_a_dump_of_a_database_is_called_one(data: bytes) -> None:
    assert sentence(data).startswith(
        "This is a dump of a database (SQL), not an archived thread. Load it into"
    )


@pytest.mark.parametrize("text", CHATS.values(), ids=CHATS.keys())
def test_a_whatsapp_chat_is_called_one(text: str) -> None:
    assert sentence(text.encode()).startswith("This is a WhatsApp chat, not an archived thread. ")


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (("[Content_Types].xml", "word/document.xml"), "an office document"),
        (("mimetype", "content.xml", "META-INF/manifest.xml"), "an office document"),
        (("mimetype", "META-INF/container.xml", "a.xhtml"), "an electronic book"),
    ],
)
def test_a_document_that_is_a_zip_is_not_taken_apart(names: tuple[str, ...], what: str) -> None:
    with pytest.raises(BadArchive, match=f"^thing: This is {what}, not an archived thread"):
        list(unpack(Source("thing", packed(*names))))


def test_what_is_within_a_gzip_is_called_by_its_name() -> None:
    [inner] = unpack(Source("a.warc.gz", gzip.compress(FILES["a web archive (WARC)"])))
    assert sentence(inner.data).startswith("This is a web archive (WARC)")


@pytest.mark.parametrize(
    "text",
    [
        "Drop tables or keep them\n\nBrandal\nRegular member\nDrop them.\n\n\u00a0\n\nTilda\nNew member\nKeep them.\n",
        "12/31/23 - a day to remember\n\nBrandal\nRegular member\nIt was.\n\n\u00a0\n\nTilda\nNew member\nWas it?\n",
        "RIFFRAFF: a story\n\nBrandal\nRegular member\nOnce.\n\n\u00a0\n\nTilda\nNew member\nTwice.\n",
    ],
)
def test_threads_that_only_begin_alike_are_read(text: str) -> None:
    assert reader_for(Source("thing", text.encode())).name == "text"


def test_no_sign_matches_a_text_that_says_nothing() -> None:
    assert not [kind.what for kind in (*BINARY, *TEXTS) if kind.sign.match(b"words " * 100)]
