"""Full text and files beside a paper: seen by their owner alone, refused by name when they are not what they claim."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from osler.fulltext.jats import folder
from osler.people.models import User
from osler.reading.models import Attachment
from tests.fulltext.jats.test_jats import article
from tests.web import papers
from tests.web.conftest import home  # noqa: F401  # fixture

RICH = papers.RICH
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"  # synthetic: the marks that are looked for, and no page


@pytest.fixture(autouse=True)
def _served(home: Path, settings: Settings, tmp_path: Path, db: None) -> None:  # noqa: F811
    (tmp_path / "corpus").symlink_to(home / "corpus")
    settings.OSLER = replace(settings.OSLER, home=tmp_path)


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get_or_create(email=f"{name}@example.org")[0])
    return client


def upload(content: bytes, name: str = "paper.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_catalogued_text_is_read_by_anybody(client: Client, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "f.nxml").write_bytes(article("<sec><title>Methods</title><p>How it was done.</p></sec>"))
    folder.catalogue(texts, tmp_path)
    page = client.get(f"/article/{RICH}/read").content.decode()
    assert "How it was done." in page
    assert "does not say under which licence" in page
    assert f"/article/{RICH}/read" in client.get(f"/article/{RICH}").content.decode()


def test_without_a_text_it_says_so(client: Client) -> None:
    answer = client.get(f"/article/{RICH}/read")
    assert answer.status_code == 200
    assert "full text of this paper is not here" in answer.content.decode()
    assert client.get("/article/999999999/read").status_code == 404


def test_owner_colleague_and_outsider(client: Client) -> None:
    owner, colleague = signed_in("owner"), signed_in("colleague")
    assert owner.post(f"/article/{RICH}/files", {"file": upload(PDF)}).status_code == 302
    (row,) = Attachment.objects.all()
    opened = owner.get(f"/files/{row.pk}")
    assert opened.content == PDF
    assert opened.headers["Content-Type"] == "application/pdf"
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert "paper.pdf" in owner.get(f"/article/{RICH}/read").content.decode()
    for other in (colleague, client):
        assert "paper.pdf" not in other.get(f"/article/{RICH}/read").content.decode()
    assert colleague.get(f"/files/{row.pk}").status_code == 404
    assert colleague.post(f"/files/{row.pk}/remove").status_code == 404
    assert client.get(f"/files/{row.pk}").status_code == 302  # to sign in
    assert client.post(f"/article/{RICH}/files", {"file": upload(PDF)}).status_code == 302
    assert Attachment.objects.count() == 1


def test_the_same_file_twice_is_one_and_removing_it_removes_it(tmp_path: Path) -> None:
    owner = signed_in("owner")
    for _ in range(2):
        owner.post(f"/article/{RICH}/files", {"file": upload(PDF)})
    (row,) = Attachment.objects.all()
    owner.post(f"/files/{row.pk}/remove")
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"<html><script>alert(1)</script></html>", "paper.pdf", "no JATS"),
        (b"MZ\x90 not a pdf", "paper.pdf", "neither a PDF nor JATS"),
        (PDF[:30], "cut.pdf", "cut off"),
        (b"", "empty.pdf", "neither"),
        (PDF + b"x" * 2**20, "big.pdf", "larger than"),
    ],
)
def test_what_is_no_pdf_is_refused_by_name(content: bytes, name: str, reason: str, settings: Settings) -> None:
    settings.OSLER = replace(settings.OSLER, attachment_mb=1)
    answer = signed_in("owner").post(f"/article/{RICH}/files", {"file": upload(content, name)})
    assert answer.status_code == 400
    assert reason in answer.content.decode()
    assert not Attachment.objects.exists()


def test_an_own_jats_file_is_what_is_read() -> None:
    owner = signed_in("owner")
    owner.post(f"/article/{RICH}/files", {"file": upload(article("<p>From my desk.</p>"), "mine.xml")})
    page = owner.get(f"/article/{RICH}/read").content.decode()
    assert "From my desk." in page
    assert "your file mine.xml" in page
    assert "From my desk." not in signed_in("colleague").get(f"/article/{RICH}/read").content.decode()


def test_files_go_with_download_everything() -> None:
    from osler.reading import attachments  # noqa: PLC0415

    owner = signed_in("owner")
    owner.post(f"/article/{RICH}/files", {"file": upload(PDF)})
    assert list(attachments.export(User.objects.get()).values()) == [PDF]


def test_the_source_of_full_texts_is_asked_only_by_a_tap(client: Client, settings: Settings) -> None:
    settings.OSLER = replace(settings.OSLER, pmc_files="http://127.0.0.1:9/PMC{pmcid}.xml")
    page = client.get(f"/article/{RICH}/read").content.decode()
    assert "Get the open-access text" in page
    answer = client.post(f"/article/{RICH}/read/fetch")
    assert answer.status_code == 502
    assert "did not answer" in answer.content.decode()
