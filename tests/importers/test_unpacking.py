"""Packed archives: what comes out, and what they may not cost."""

import gzip
import io
import zipfile

import pytest

from bot.errors import BadArchive
from bot.importers.source import Source
from bot.importers.unpacking import Limits, safe_name, unpack


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def refused(data: bytes, limits: Limits | None = None) -> BadArchive:
    with pytest.raises(BadArchive) as caught:
        list(unpack(Source("pack.zip", data), limits or Limits()))
    return caught.value


def test_a_plain_file_is_given_back_as_it_is() -> None:
    source = Source("a.txt", b"kettle")
    assert list(unpack(source)) == [source]


def test_a_zip_gives_its_files_under_its_own_name() -> None:
    data = packed({"one.html": b"<p>", "deep/two.html": b"<b>", "empty/": b"", "__MACOSX/._one.html": b"x"})
    assert list(unpack(Source("pack.zip", data))) == [
        Source("pack.zip/one.html", b"<p>"),
        Source("pack.zip/deep/two.html", b"<b>"),
    ]


def test_gzip_loses_its_ending_and_a_zip_in_a_zip_is_opened() -> None:
    inner = packed({"a.txt": b"kettle"})
    data = packed({"inner.zip": inner, "month.txt.gz": gzip.compress(b"spout")})
    assert list(unpack(Source("p.zip", data))) == [
        Source("p.zip/inner.zip/a.txt", b"kettle"),
        Source("p.zip/month.txt", b"spout"),
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/root/a.html", "root/a.html"),
        ("C:\\Windows\\a.html", "Windows/a.html"),
        ("a/../../b.html", "a/b.html"),
        ("..", "unnamed"),
        ("line\nbreak\x1b[2J.html", "line\ufffdbreak\ufffd[2J.html"),
    ],
)
def test_a_members_name_leads_nowhere(name: str, shown: str) -> None:
    assert safe_name(name) == shown


def test_a_bomb_is_refused_long_before_it_is_unpacked() -> None:
    bomb = packed({"bomb.txt": b"0" * (8 << 20)})
    assert refused(bomb).reason == "The file unpacks to more than 200 times its size."
    assert (
        refused(gzip.compress(b"0" * (8 << 20))).reason == "The file unpacks to more than 200 times its size."
    )


MHTML = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://kettles.example/threads/pots.7/
Subject: Pots
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----b"

------b
Content-Type: text/css

b { color: red }
------b
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable

<html><p class=3D"a">Caf=C3=A9</p>
------b--
"""


def test_a_page_saved_as_one_file_comes_out_as_the_page_with_its_address() -> None:
    [page] = unpack(Source("pots.mhtml", MHTML))
    noted = "<!-- saved from url=(0039)https://kettles.example/threads/pots.7/ -->\n"
    assert page == Source("pots.mhtml", f'{noted}<html><p class="a">Café</p>'.encode())


def test_mail_that_only_looks_like_a_saved_page_stays_mail() -> None:
    mail = MHTML.replace(b"text/html\n", b"text/plain\n")
    assert list(unpack(Source("a.eml", mail))) == [Source("a.eml", mail)]


def test_every_limit_is_held() -> None:
    small = packed({"a": b"kettle", "b": b"spout"})
    assert refused(small, Limits(members=1)).reason == "The archive holds more than 1 files."
    assert refused(small, Limits(member_bytes=5)).reason == "The file unpacks to more than 5 bytes."
    assert refused(small, Limits(total_bytes=8)).reason == "The archive unpacks to more than 8 bytes."
    deep = packed({"a.zip": packed({"b.zip": packed({"c.zip": packed({"d": b"x"})})})})
    assert refused(deep).reason == "The archive is packed more than 3 times over."


def test_the_limits_count_over_all_layers_together() -> None:
    inner = packed({"a": b"x", "b": b"x"})
    data = packed({"1.zip": inner, "2.zip": inner})
    assert refused(data, Limits(members=5)).reason == "The archive holds more than 5 files."


def test_an_encrypted_member_is_named() -> None:
    data = bytearray(packed({"secret.html": b"kettle"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    error = refused(bytes(data))
    assert error.reason == "The file in the ZIP archive is encrypted; unpack it first."
    assert error.file == "pack.zip/secret.html"


@pytest.mark.parametrize("cut", [5, 40, 60, -10])
def test_a_damaged_archive_is_refused(cut: int) -> None:
    assert "damaged" in refused(packed({"a.html": b"kettle " * 50})[:cut]).reason


def test_a_damaged_member_is_refused() -> None:
    data = bytearray(packed({"a.html": b"kettle spout handle lid " * 50}))
    data[45] ^= 0xFF
    assert refused(bytes(data)).reason == "The file in the ZIP archive is damaged."


def test_a_cut_gzip_is_refused() -> None:
    assert refused(gzip.compress(b"kettle" * 100)[:-12]).reason == "The gzip file is damaged or cut off."
