"""Whatever stands where NLM has a number, a date, a name or an identifier: it is loaded, shown and given out."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from django.test import Client
from lxml import etree
from pytest_django import Settings
from tests.web import papers

from osler import wiring
from osler.config import Config
from osler.corpus.load import load

ODD = ("", "²", "٣", "9" * 30, "-1", "2020-13-45", "<", 'a\n\t"b\\')
FORMS = ("", ".json", ".xml", ".nbib", ".ris", ".bib", ".csl.json")
RECORDS = 200  # asked of E-utilities at once


def _places(element: etree._Element) -> Iterator[tuple[etree._Element, str | None]]:
    """Every text and every attribute below; the record's own PMID aside, without which there is no record."""
    own = element.find(".//PMID")
    for each in element.iter(etree.Element):
        if each is not own:
            yield each, None
        yield from ((each, str(name)) for name in each.attrib)


def _changed(record: bytes, numbers: Iterator[int]) -> Iterator[bytes]:
    """The record with one odd value in one place, for every value and place."""
    root = etree.fromstring(record)
    for at in range(len(list(_places(root)))):
        for value in ODD:
            copy = deepcopy(root)
            element, name = list(_places(copy))[at]
            own = copy.find(".//PMID")
            assert own is not None
            own.text = str(next(numbers))
            try:
                if name is None:
                    element.text = value
                else:
                    element.set(name, value)
            except ValueError:  # no XML can hold it
                continue
            yield etree.tostring(copy, encoding="utf-8")


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """A home with all of them, loaded as any file is; and their PMIDs."""
    home = tmp_path_factory.mktemp("odd")
    file = home / "odd26n0001.xml"
    numbers = count(1_000)
    given = [r.xml for r in papers.records() if r.article.pmid in (papers.RICH, papers.BOOK, papers.RETRACTED)]
    made = [each for record in given for each in _changed(record, numbers)]
    file.write_bytes(b"<PubmedArticleSet>" + b"\n".join(made) + b"</PubmedArticleSet>")
    engine = wiring.open_engine(Config(home=home), create=True)
    load(engine, file)
    pmids = [stored.pmid for stored in engine.scan()]
    engine.close()
    assert len(pmids) == len(made)
    return home, pmids


@pytest.fixture
def client(client: Client, odd: tuple[Path, list[int]], settings: Settings) -> Client:
    settings.OSLER = replace(settings.OSLER, home=odd[0])
    return client


def test_every_page_of_them_opens(client: Client, odd: tuple[Path, list[int]]) -> None:
    """Pages by turns, so that each place is seen in each form with some values."""
    broken = []
    for at, pmid in enumerate(odd[1]):
        address = f"/article/{pmid}{FORMS[at % len(FORMS)]}"
        status = client.get(address).status_code
        if status != 200:
            broken.append((address, status))
    assert broken == []


@pytest.mark.parametrize(
    ("utility", "asked"),
    [
        ("efetch", {"retmode": "xml"}),
        ("efetch", {"rettype": "medline", "retmode": "text"}),
        ("efetch", {"rettype": "abstract", "retmode": "text"}),
        ("esummary", {"retmode": "json"}),
        ("esummary", {"retmode": "xml"}),
        ("esummary", {"retmode": "xml", "version": "2.0"}),
    ],
)
def test_e_utilities_give_all_of_them(
    client: Client, odd: tuple[Path, list[int]], utility: str, asked: dict[str, str]
) -> None:
    for at in range(0, len(odd[1]), RECORDS):
        some = odd[1][at : at + RECORDS]
        response = client.post(
            f"/entrez/eutils/{utility}.fcgi", {"db": "pubmed", "id": ",".join(map(str, some)), **asked}
        )
        given = b"".join(response) if response.streaming else response.content
        assert response.status_code == 200
        assert all(str(pmid).encode() in given for pmid in some)
        if asked["retmode"] == "xml":
            etree.fromstring(given)


def test_a_results_page_of_them_opens(client: Client, odd: tuple[Path, list[int]]) -> None:
    for page in range(1, 20):
        assert client.get(f"/search?q=all[sb]&page={page}").status_code == 200
