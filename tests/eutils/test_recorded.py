"""The shapes of our answers beside those recorded from NCBI: same elements, same order, same types."""

from __future__ import annotations

import json
from pathlib import Path

from lxml import etree

from tests.eutils.conftest import Call, body
from tests.web import papers

RICH = str(papers.RICH)


def _recorded(shared: Path, name: str) -> etree._Element:
    return etree.parse(str(shared / "data/eutils/biopython-entrez/Tests/Entrez" / name)).getroot()


def _ours(ask: Call, utility: str, **parameters: str) -> etree._Element:
    return etree.fromstring(body(ask(utility, **parameters)))


def _names(element: etree._Element) -> list[str]:
    return [str(each.tag) for each in element]


def test_esearch_has_the_recorded_elements_in_their_order(ask: Call, shared: Path) -> None:
    ours = _ours(ask, "esearch.fcgi", term="zorbimab[tiab]")
    assert _names(ours) == _names(_recorded(shared, "esearch1.xml"))
    kept = _ours(ask, "esearch.fcgi", term="zorbimab[tiab]", usehistory="y")
    assert _names(kept) == _names(_recorded(shared, "esearch2.xml"))


def test_summary_items_have_the_recorded_names_types_and_order(ask: Call, shared: Path) -> None:
    def items(root: etree._Element) -> list[tuple[str, str]]:
        (first, *_) = root.iter("DocSum")
        return [(each.get("Name", ""), each.get("Type", "")) for each in first if each.tag == "Item"]

    # The recorded paper has no DOI; NCBI writes the item where there is one, as in its other recorded answers.
    ours = [each for each in items(_ours(ask, "esummary.fcgi", id=RICH)) if each[0] != "DOI"]
    assert ours == items(_recorded(shared, "esummary1.xml"))


def test_posting_and_spelling_have_the_recorded_elements(ask: Call, shared: Path) -> None:
    assert _names(_ours(ask, "epost.fcgi", id=RICH)) == _names(_recorded(shared, "epost1.xml"))
    assert _names(_ours(ask, "epost.fcgi", id=RICH, db="nothing")) == _names(_recorded(shared, "epost2.xml"))
    assert _names(_ours(ask, "espell.fcgi", term="zorbimap")) == _names(_recorded(shared, "espell.xml"))


def test_links_have_the_recorded_elements(ask: Call, shared: Path) -> None:
    def path(root: etree._Element) -> list[str]:
        found, here = [], root
        while len(here):
            here = here[-1]
            found.append(str(here.tag))
        return found

    ours = _ours(ask, "elink.fcgi", dbfrom="pubmed", id=RICH, linkname="pubmed_pubmed")
    assert path(ours) == path(_recorded(shared, "elink1.xml"))


def test_fields_are_described_as_recorded(ask: Call, shared: Path) -> None:
    ours = _ours(ask, "einfo.fcgi", db="pubmed", version="2.0").find("DbInfo")
    theirs = _recorded(shared, "einfo2.xml").find("DbInfo")
    assert ours is not None
    assert theirs is not None
    assert _names(ours) == _names(theirs)
    field = theirs.find("FieldList/Field")
    mine = ours.find("FieldList/Field")
    assert field is not None
    assert mine is not None
    assert _names(mine)[: len(_names(field))] == _names(field)


def test_summary_json_has_the_recorded_keys_and_types(ask: Call, shared: Path) -> None:
    folder = shared / "data/eutils/ncbi-json-samples/samples"
    recorded = json.loads((folder / "esummary.pubmed.json").read_text())["result"]
    theirs = recorded[recorded["uids"][0]]
    ours = json.loads(body(ask("esummary.fcgi", id=RICH, retmode="json")))["result"][RICH]
    # ViewCount was dropped by NCBI since; every other key is there, in order, of the same type.
    assert list(ours) == [key for key in theirs if key != "viewcount"]
    assert {key: type(value) for key, value in ours.items()} == {
        key: type(value) for key, value in theirs.items() if key != "viewcount"
    }


def test_search_json_has_the_recorded_keys(ask: Call, shared: Path) -> None:
    folder = shared / "data/eutils/ncbi-json-samples/samples"
    theirs = json.loads((folder / "esearch.pubmed.json").read_text())["esearchresult"]
    ours = json.loads(body(ask("esearch.fcgi", term="zorbimab", retmode="json", usehistory="y")))["esearchresult"]
    assert [key for key in ours if key != "warninglist"] == [key for key in theirs if key != "translationstack"]
