"""The same paper in other forms, beside its page."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from lxml import etree
from tests.web import papers


@pytest.mark.parametrize(
    ("name", "content_type", "has"),
    [
        ("json", "application/json", '"pmid": 101'),
        ("xml", "application/xml", "<PubmedArticle>"),
        ("nbib", "application/nbib; charset=utf-8", "PMID- 101"),
        ("ris", "application/x-research-info-systems; charset=utf-8", "TY  - JOUR"),
        ("bib", "application/x-bibtex; charset=utf-8", "@article{"),
        ("csl.json", "application/vnd.citationstyles.csl+json", '"article-journal"'),
    ],
)
def test_each_format_has_its_type_and_content(client: Client, name: str, content_type: str, has: str) -> None:
    response = client.get(f"/article/{papers.RICH}.{name}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert has in response.content.decode()


def test_xml_is_what_nlm_published(client: Client) -> None:
    (kept,) = (record.xml for record in papers.records() if record.article.pmid == papers.RICH)
    given = client.get(f"/article/{papers.RICH}.xml").content
    assert etree.tostring(etree.fromstring(given), method="c14n") == etree.tostring(
        etree.fromstring(kept), method="c14n"
    )


def test_files_for_reference_managers_are_saved_under_the_pmid(client: Client) -> None:
    response = client.get(f"/article/{papers.RICH}.ris")
    assert response.headers["Content-Disposition"] == 'attachment; filename="pmid-101.ris"'


def test_csl_is_a_list_as_readers_expect(client: Client) -> None:
    (item,) = json.loads(client.get(f"/article/{papers.RICH}.csl.json").content)
    assert item["PMID"] == "101"


@pytest.mark.parametrize("path", ["/article/101.pdf", "/article/101.", "/article/999.json", "/article/999.ris"])
def test_what_there_is_not_is_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
