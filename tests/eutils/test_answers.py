"""What each utility answers, in shape and content; every XML answer is valid against the DTD it names."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lxml import etree
from pytest_django import Settings

from tests.eutils.conftest import Call, body, valid
from tests.web import papers

RICH, BARE, BOOK, GONE = str(papers.RICH), str(papers.BARE), str(papers.BOOK), str(papers.GONE)
EVERY = ",".join(str(record.article.pmid) for record in papers.records())


@pytest.mark.parametrize(
    ("utility", "parameters"),
    [
        ("einfo.fcgi", {}),
        ("einfo.fcgi", {"db": "pubmed"}),
        ("einfo.fcgi", {"db": "pubmed", "version": "2.0"}),
        ("einfo.fcgi", {"db": "nuccore"}),
        ("esearch.fcgi", {"term": "zorbimab"}),
        ("esearch.fcgi", {"term": "zorbimab", "rettype": "count"}),
        ("esearch.fcgi", {"term": "zorbimab", "usehistory": "y"}),
        ("esearch.fcgi", {"term": "zorbimab AND (sclerosis"}),
        ("esearch.fcgi", {"term": "zorbimab[nosuchtag]"}),
        ("esearch.fcgi", {"term": '"nowhere phrase"[tiab]'}),
        ("esearch.fcgi", {}),
        ("esearch.fcgi", {"db": "protein", "term": "x"}),
        ("esearch.fcgi", {"term": "zorbimab", "retstart": "9999"}),
        ("epost.fcgi", {"id": RICH}),
        ("epost.fcgi", {"id": f"{RICH},abc"}),
        ("epost.fcgi", {"db": "nothing", "id": RICH}),
        ("epost.fcgi", {}),
        ("esummary.fcgi", {"id": EVERY}),
        ("esummary.fcgi", {"id": f"{RICH},{GONE}"}),
        ("esummary.fcgi", {"id": GONE}),
        ("esummary.fcgi", {}),
        ("esummary.fcgi", {"id": f"{EVERY},{GONE}", "version": "2.0"}),
        ("efetch.fcgi", {"id": RICH}),
        ("elink.fcgi", {"dbfrom": "pubmed", "id": RICH}),
        ("elink.fcgi", {"dbfrom": "pubmed", "id": RICH, "cmd": "neighbor_score"}),
        ("elink.fcgi", {"dbfrom": "pubmed", "id": RICH, "cmd": "neighbor_history"}),
        ("elink.fcgi", {"dbfrom": "pubmed", "id": f"{RICH},{BARE}", "cmd": "llinks"}),
        ("elink.fcgi", {"dbfrom": "pubmed", "id": RICH, "cmd": "llinkslib"}),
        ("elink.fcgi", {"dbfrom": "pubmed", "id": RICH, "cmd": "prlinks"}),
        ("elink.fcgi", {"dbfrom": "pubmed", "id": RICH, "cmd": "acheck"}),
        ("elink.fcgi", {"dbfrom": "pubmed", "id": RICH, "cmd": "ncheck"}),
        ("elink.fcgi", {"dbfrom": "pubmed", "id": RICH, "cmd": "lcheck"}),
        ("elink.fcgi", {"dbfrom": "pubmed", "id": RICH, "cmd": "nonsense"}),
        ("elink.fcgi", {"dbfrom": "pubmed"}),
        ("espell.fcgi", {"term": "zorbimap"}),
        ("espell.fcgi", {}),
        ("egquery.fcgi", {"term": "zorbimab"}),
    ],
)
def test_every_xml_answer_is_valid_against_its_dtd(ask: Call, utility: str, parameters: dict[str, str]) -> None:
    response = ask(utility, **parameters)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    valid(response)


def test_a_search_lists_ids_newest_first_and_how_it_was_read(ask: Call) -> None:
    root = valid(ask("esearch.fcgi", db="PubMed", term="zorbimab[tiab]"))
    assert RICH in [each.text for each in root.iter("Id")]
    assert int(root.findtext("Count", "")) == len(root.findall("IdList/Id"))
    assert root.findtext("QueryTranslation") == '"zorbimab"[Title/Abstract]'


def test_counts_are_text_in_json(ask: Call) -> None:
    found = json.loads(body(ask("esearch.fcgi", term="zorbimab", retmode="json")))["esearchresult"]
    assert isinstance(found["count"], str)
    assert all(isinstance(each, str) for each in found["idlist"])
    assert {"count", "retmax", "retstart", "idlist", "translationset", "querytranslation"} <= set(found)


def test_an_error_comes_with_200_in_xml_and_json(ask: Call) -> None:
    assert valid(ask("esearch.fcgi", db="fleegle", term="x")).findtext("ERROR") == "Invalid db name specified: fleegle"
    told = json.loads(body(ask("esearch.fcgi", db="fleegle", term="x", retmode="json")))
    assert told["esearchresult"]["ERROR"] == "Invalid db name specified: fleegle"
    told = json.loads(body(ask("esummary.fcgi", db="fleegle", id="1", retmode="json")))
    assert told["esummaryresult"] == ["Invalid db name specified: fleegle"]


def test_what_is_fetched_is_what_nlm_published(ask: Call) -> None:
    root = etree.fromstring(body(ask("efetch.fcgi", id=EVERY, retmode="xml")))
    published = [etree.fromstring(record.xml) for record in papers.records()]
    assert [_canonical(each) for each in root] == [_canonical(each) for each in published]


def _canonical(element: etree._Element) -> bytes:
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    return etree.tostring(alone, method="c14n")


def test_records_come_in_the_order_asked_and_unknown_ones_not_at_all(ask: Call) -> None:
    text = body(ask("efetch.fcgi", id=f"{BARE},{GONE},{RICH}", rettype="uilist", retmode="text")).decode()
    assert text.split() == [BARE, RICH]


def test_medline_text_is_read_by_biopython(ask: Call) -> None:
    from Bio import Medline  # noqa: PLC0415

    text = body(ask("efetch.fcgi", id=EVERY, rettype="medline", retmode="text")).decode()
    read = list(Medline.parse(text.splitlines(keepends=True)))  # type: ignore[no-untyped-call]
    assert [each["PMID"] for each in read] == EVERY.split(",")


def test_ids_may_be_repeated_or_joined_and_sent_by_post(ask: Call) -> None:
    joined = body(ask("efetch.fcgi", id=f"{RICH},{BARE}", rettype="uilist", retmode="text"))
    repeated = body(ask("efetch.fcgi", post=True, id=[RICH, BARE], rettype="uilist", retmode="text"))
    assert joined == repeated


def test_each_id_parameter_makes_a_link_set(ask: Call) -> None:
    one = valid(ask("elink.fcgi", dbfrom="pubmed", linkname="pubmed_pubmed_citedin", id=f"{RICH},{BARE}"))
    two = valid(ask("elink.fcgi", dbfrom="pubmed", linkname="pubmed_pubmed_citedin", id=[RICH, BARE]))
    assert len(one.findall("LinkSet")) == 1
    assert len(two.findall("LinkSet")) == 2


def test_cited_in_and_references_are_those_of_the_mirror(ask: Call) -> None:
    references = valid(ask("elink.fcgi", dbfrom="pubmed", linkname="pubmed_pubmed_refs", id=RICH))
    assert [each.text for each in references.iterfind("LinkSet/LinkSetDb/Link/Id")] == [BARE]
    citing = valid(ask("elink.fcgi", dbfrom="pubmed", linkname="pubmed_pubmed_citedin", id=BARE))
    assert RICH in [each.text for each in citing.iterfind("LinkSet/LinkSetDb/Link/Id")]


def test_json_links_are_ids_or_ids_with_scores(ask: Call) -> None:
    def links(command: str) -> list[object]:
        told = json.loads(body(ask("elink.fcgi", dbfrom="pubmed", id=RICH, cmd=command, retmode="json")))
        return list(told["linksets"][0]["linksetdbs"][0]["links"])

    assert links("neighbor")[0] == RICH
    first = links("neighbor_score")[0]
    assert isinstance(first, dict)
    assert set(first) == {"id", "score"}


def test_summaries_agree_between_xml_and_json(ask: Call) -> None:
    xml = valid(ask("esummary.fcgi", id=RICH, version="2.0")).find("DocumentSummarySet/DocumentSummary")
    told = json.loads(body(ask("esummary.fcgi", id=RICH, retmode="json")))["result"]
    assert told["uids"] == [RICH]
    assert xml is not None
    assert [each.tag.lower() for each in xml] == [name for name in told[RICH] if name != "uid"]
    assert told[RICH]["title"] == xml.findtext("Title")
    assert told[RICH]["authors"][0]["name"] == "Doe JQ"


def test_a_citation_is_matched_by_its_parts(ask: Call) -> None:
    line = "synth j med|2020|12|117|doe jq|mykey|"
    assert body(ask("ecitmatch.cgi", db="pubmed", retmode="xml", bdata=line)).decode() == f"{line}{RICH}\n"
    missing = "synth j med|1901|12|117|doe jq|other|"
    told = body(ask("ecitmatch.cgi", bdata=f"{missing}\r{line}")).decode().splitlines()
    assert told == [f"{missing}NOT_FOUND", f"{line}{RICH}"]


def test_ids_convert_into_each_other_at_both_addresses(ask: Call) -> None:
    for path in ("/pmc/utils/idconv/v1.0/", "/tools/idconv/api/v1/articles/"):
        told = json.loads(body(ask(path, ids=f"PMC9000101,{RICH},10.5555/synth.2020.101,{GONE}", format="json")))
        assert [each.get("pmid") for each in told["records"]] == [papers.RICH] * 3 + [None]
        assert told["records"][3]["status"] == "error"


@pytest.mark.parametrize(("form", "holds"), [("ris", "TY  - JOUR"), ("nbib", "PMID- 101"), ("csl", '"title"')])
def test_citations_are_exported(ask: Call, form: str, holds: str) -> None:
    for path, id_ in (
        ("/api/ctxp/v1/pubmed/", RICH),
        ("/lit/ctxp/v1/pubmed/", f"pmid:{RICH}"),
        ("/lit/ctxp/v1/pmc/", "9000101"),
        ("/lit/ctxp/v1/pmc/", "PMC9000101"),
    ):
        response = ask(path, format=form, id=id_)
        assert response.status_code == 200
        assert holds in body(response).decode()
    assert ask("/lit/ctxp/v1/pmc/", format=form, id=f"x,PMC{GONE}").status_code == 404


def test_icite_has_what_the_mirror_knows(ask: Call) -> None:
    told = json.loads(body(ask("/api/pubs", pmids=f"{RICH},{BARE}")))["data"]
    assert told[0]["references"] == [papers.BARE]
    assert papers.RICH in told[1]["cited_by"]
    assert told[0]["relative_citation_ratio"] is None


def test_icite_answers_for_one_pmid_in_the_path(ask: Call) -> None:
    told = json.loads(body(ask(f"/api/pubs/{RICH}")))
    assert (told["pmid"], told["references"]) == (papers.RICH, [papers.BARE])
    for nobody in (GONE, "99999999999999999999"):
        assert ask(f"/api/pubs/{nobody}").status_code in (400, 404)


def test_the_limit_is_ncbis_and_can_be_lifted(ask: Call, settings: Settings) -> None:
    told = valid(ask("esearch.fcgi", term="all[sb]", retstart="9999"))
    assert "'retstart' cannot be larger than 9998" in told.findtext("ERROR", "")
    settings.OSLER = replace(settings.OSLER, eutils_most=3)
    told = valid(ask("esearch.fcgi", term="all[sb]", retmax="100"))
    assert len(told.findall("IdList/Id")) == 3
    assert "Restrictions achieved. start and count adjusted to 0, 3" in told.findtext("WarningList/OutputMessage", "")
    settings.OSLER = replace(settings.OSLER, eutils_most=0)
    assert len(valid(ask("esearch.fcgi", term="all[sb]", retmax="100000")).findall("IdList/Id")) == len(
        EVERY.split(",")
    )


def test_an_unreadable_query_says_why(ask: Call) -> None:
    told = valid(ask("esearch.fcgi", term="zorbimab AND (sclerosis"))
    assert told.findtext("Count") == "0"
    assert told.find("ErrorList/PhraseNotFound") is not None
    assert "character" in told.findtext("WarningList/OutputMessage", "")


def test_limits_are_off_until_set(ask: Call, settings: Settings) -> None:
    assert "X-RateLimit-Limit" not in ask("einfo.fcgi").headers
    settings.OSLER = replace(settings.OSLER, eutils_per_second=2)
    answers = [ask("einfo.fcgi") for _ in range(40)]
    assert answers[0].headers["X-RateLimit-Limit"] == "2"
    refused = [each for each in answers if each.status_code == 429]
    assert refused
    assert json.loads(body(refused[0]))["error"] == "API rate limit exceeded"


def test_linkout_is_doi_and_pmc(ask: Call) -> None:
    told = valid(ask("elink.fcgi", dbfrom="pubmed", id=RICH, cmd="llinks"))
    assert [each.text for each in told.iterfind(".//ObjUrl/Url")] == [
        "https://doi.org/10.5555/synth.2020.101",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9000101/",
    ]


def test_only_pubmed_is_held(ask: Call) -> None:
    assert [each.text for each in valid(ask("einfo.fcgi")).iter("DbName")] == ["pubmed"]


def test_records_are_the_mirrors(ask: Call) -> None:
    assert valid(ask("einfo.fcgi", db="pubmed")).findtext("DbInfo/Count") == str(len(EVERY.split(",")))
    assert "cannot get document summary" in valid(ask("esummary.fcgi", id=GONE)).findtext("ERROR", "")


def test_similar_articles_are_our_own(ask: Call) -> None:
    told = valid(ask("elink.fcgi", dbfrom="pubmed", id=RICH, linkname="pubmed_pubmed", cmd="neighbor_score"))
    scores = [int(each.text or 0) for each in told.iter("Score")]
    assert scores == sorted(scores, reverse=True)
    assert told.findtext("LinkSet/LinkSetDb/Link/Id") == RICH
