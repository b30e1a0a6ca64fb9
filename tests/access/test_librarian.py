"""The librarian's pages: their own institution and no other; what is saved is checked, what is uploaded is reported."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from osler.errors import BadInput
from osler.fulltext.apart import apart
from osler.institutions import images, services
from osler.institutions.models import Institution
from osler.people.models import Role, User
from tests.web.papers import RICH
from tests.web.reading import parsed

from .conftest import signed_in

HX = {"HX-Request": "true"}


def _picture(width: int = 4, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")


def _form(**changed: Any) -> dict[str, Any]:
    given = {
        "name": "Made-up Infirmary",
        "proxy": "https://ez.infirmary.example/login?url=",
        "domains": "infirmary.example",
    }
    return given | changed


PAGES = ["", "/links", "/links?pmids=101"]


@pytest.mark.parametrize("page", PAGES)
def test_owner_sees_it_and_nobody_else(client: Client, infirmary: Institution, librarian: User, page: str) -> None:
    address = f"/librarian/{infirmary.slug}{page}"
    assert client.get(address).status_code == 302
    college = services.add("Made-up College")
    other = User.objects.create_user("other@college.example", role=Role.LIBRARIAN)
    college.librarians.add(other)
    reader = User.objects.create_user("member@infirmary.example")
    services.join(reader, infirmary, "choice")
    for user, status in ((reader, 403), (other, 404), (librarian, 200)):
        client.logout()
        assert signed_in(client, user).get(address).status_code == status, user.email
    administrator = User.objects.create_user("admin@x.example", role=Role.ADMINISTRATOR)
    client.logout()
    assert signed_in(client, administrator).get(address).status_code == 200


@pytest.mark.parametrize("place", ["", "/holdings", "/holdings/{file}"])
def test_nobody_else_changes_it(client: Client, infirmary: Institution, librarian: User, place: str) -> None:
    file = infirmary.files.get()
    college = services.add("Made-up College")
    other = User.objects.create_user("other@college.example", role=Role.LIBRARIAN)
    college.librarians.add(other)
    signed_in(client, other)
    sent = {"file": SimpleUploadedFile("x.txt", b"x")} if place == "/holdings" else _form(name="Taken over")
    assert client.post(f"/librarian/{infirmary.slug}{place.format(file=file.pk)}", sent).status_code == 404
    assert (
        client.post(f"/librarian/{college.slug}/holdings/{file.pk}").status_code == 404
    )  # another's file under one's own
    infirmary.refresh_from_db()
    assert infirmary.name == "Made-up Infirmary"
    assert infirmary.files.filter(in_force=True).count() == 1


def test_only_administrators_make_institutions(client: Client, librarian: User) -> None:
    signed_in(client, librarian)
    assert client.post("/librarian", {"name": "New"}).status_code == 403
    client.logout()
    signed_in(client, User.objects.create_user("admin@x.example", role=Role.ADMINISTRATOR))
    assert client.post("/librarian", {"name": "New"})["Location"] == "/librarian/new"
    assert client.post("/librarian", {"name": "New"}).status_code == 422


def test_the_form_saves_everything_and_shows_it_again_but_not_the_token(
    client: Client, infirmary: Institution, librarian: User
) -> None:
    signed_in(client, librarian)
    logo = SimpleUploadedFile("logo.svg", _picture())
    given = _form(
        networks="192.0.2.7/24\n2001:db8::/32",
        resolver="https://links.infirmary.example/",
        ill="https://ill.infirmary.example/",
        libkey_id="431",
        libkey_token="s3cret-token",
        order="openurl\npmc",
        logo=logo,
        contact="First floor",
    )
    sent = client.post(f"/librarian/{infirmary.slug}", given)
    assert (sent.status_code, sent["Location"]) == (303, f"/librarian/{infirmary.slug}")
    page = client.get(f"/librarian/{infirmary.slug}").content.decode()
    assert "192.0.2.0/24\n2001:db8::/32" in page
    assert "A token is kept" in page
    assert "s3cret" not in page
    picture = client.get(f"/institutions/{infirmary.slug}/logo")
    assert (picture["Content-Type"], picture["X-Content-Type-Options"]) == ("image/png", "nosniff")
    client.post(f"/librarian/{infirmary.slug}", _form(no_logo="on", libkey_token="-"))
    infirmary.refresh_from_db()
    assert (bytes(infirmary.logo), bytes(infirmary.libkey_token)) == (b"", b"")
    assert client.get(f"/institutions/{infirmary.slug}/logo").status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"proxy": "javascript:alert({url})"}, "begins with https"),
        ({"proxy": "https://{host}/{path}"}, "own domain must follow"),
        ({"proxy": "https://ez.example.org/login"}, "placeholder is missing"),
        ({"resolver": "javascript:alert(1)"}, "begins with https"),
        ({"resolver": "https://a:b@links.example/"}, "user name or password"),
        ({"ill": "not an address"}, "valid email"),
        ({"ill": "ftp://x.example/"}, "begins with https"),
        ({"domains": "nonsense"}, "is no domain"),
        ({"networks": "10.0.0.0/40"}, "is no IP range"),
        ({"order": "pmc\nteleport"}, "no way called teleport"),
        ({"libkey_id": "43a"}, "Enter a valid value"),
        ({"name": ""}, "required"),
        ({"logo": SimpleUploadedFile("x.png", b"<svg onload=alert(1)>")}, "no PNG, JPEG or WebP"),
        ({"logo": SimpleUploadedFile("x.png", _picture(9000))}, "9000 × 2 pixels"),
        ({"logo": SimpleUploadedFile("x.png", _picture() + b"\0" * 200_000)}, "larger than 200 kB"),
    ],
)
def test_what_would_not_work_or_lead_astray_is_not_saved(
    client: Client, infirmary: Institution, librarian: User, given: dict[str, Any], said: str
) -> None:
    told = signed_in(client, librarian).post(f"/librarian/{infirmary.slug}", _form(**given))
    assert told.status_code == 422
    assert said.lower() in parsed(told.content).text_content().lower()
    infirmary.refresh_from_db()
    assert infirmary.proxy == "https://ez.infirmary.example/login?url="
    assert not infirmary.logo


def test_an_upload_is_answered_by_its_report(client: Client, infirmary: Institution, librarian: User) -> None:
    signed_in(client, librarian)
    header = b"publication_title\tprint_identifier\tonline_identifier\tdate_first_issue_online\n"
    lines = header + b"A\t1234-5679\t\t1990\nB\t1234-5678\t\t1990\n"
    sent = client.post(f"/librarian/{infirmary.slug}/holdings", {"file": SimpleUploadedFile("new.txt", lines)})
    assert sent.status_code == 303
    report = client.get(sent["Location"]).content.decode()
    assert "1\u00a0line taken, 1 refused" in report
    assert "check digit would be 9" in report
    for bad in (SimpleUploadedFile("list.xlsx", b"PK\x03\x04"), SimpleUploadedFile("e.txt", b" ")):
        told = client.post(f"/librarian/{infirmary.slug}/holdings", {"file": bad})
        assert told.status_code == 422
    assert client.post(f"/librarian/{infirmary.slug}/holdings").status_code == 422
    assert client.post(sent["Location"]).status_code == 303
    assert client.get(sent["Location"]).status_code == 404


def test_the_tester_shows_links_decisions_and_mistakes(client: Client, infirmary: Institution, librarian: User) -> None:
    signed_in(client, librarian)
    infirmary.proxy = "https://beta.example/login?url={url}"
    infirmary.save()
    page = client.get(f"/librarian/{infirmary.slug}/links?pmids={RICH}, 1002 999").content.decode()
    text = parsed(page).text_content()
    assert "Decided by line 2 of made-up.txt: not held." in " ".join(text.split())
    assert "Decided by line 3 of made-up.txt: held." in " ".join(text.split())
    assert "Not in this mirror: 999." in text
    assert "Proxied twice" in text
    assert "takes the address as it is" in text
    for bad in ("x", " ".join(map(str, range(11)))):
        assert client.get(f"/librarian/{infirmary.slug}/links", {"pmids": bad}).status_code == 422


def test_failing_links_are_listed_without_who_met_them(
    client: Client, infirmary: Institution, librarian: User, reader: User
) -> None:
    signed_in(client, reader)
    client.post(f"/article/{RICH}/outcome", {"resolver": "doi", "library": infirmary.pk, "met": "paywall"})
    client.logout()
    page = signed_in(client, librarian).get(f"/librarian/{infirmary.slug}").content.decode()
    assert "Synthetic Journal of Medicine" in page
    assert f"pmids={RICH}" in page
    assert reader.email not in page


def test_an_address_is_taken_apart_with_what_is_inside() -> None:
    parts = apart("https://ez.example.org/login?url=https://doi.org/10.5555/a?x=1&y=2")
    assert [(part.depth, part.name, part.value) for part in parts] == [
        (0, "scheme", "https"),
        (0, "host", "ez.example.org"),
        (0, "path", "/login"),
        (0, "url", "https://doi.org/10.5555/a?x=1&y=2"),
        (1, "scheme", "https"),
        (1, "host", "doi.org"),
        (1, "path", "/10.5555/a"),
        (1, "x", "1"),
        (1, "y", "2"),
    ]
    assert apart("mailto:a@b.example?subject=A%20b")[0].value == "a@b.example"


def test_pictures_are_known_by_their_content() -> None:
    assert images.kind(_picture()) == "image/png"
    jpeg = b"\xff\xd8\xff\xe0\x00\x04AB\xff\xc0\x00\x0b\x08\x00\x02\x00\x04\x01\x01\x11\x00\xff\xd9"
    assert images.kind(jpeg) == "image/jpeg"
    webp = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x03\0\0\x01\0\0" + b"\0" * 8
    assert images.kind(webp) == "image/webp"
    for bad in (b"", b"GIF89a", b"\xff\xd8\xff", _picture()[:20]):
        with pytest.raises(BadInput):
            images.kind(bad)
