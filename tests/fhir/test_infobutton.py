"""Codes in an address lead to the literature; nothing else of the address is read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from lxml import etree

from osler.fhir import topic
from osler.search.vocabulary import schema

OID = "2.16.840.1.113883.6"
PATIENT = {
    "patientPerson.administrativeGenderCode.c": "F",
    "age.v.v": "57",
    "age.v.u": "a",
    "mainSearchCriteria.v.ot": "Mrs Zyxwvutsson's hands",
    "taskContext.c.c": "PROBLISTREV",
    "informationRecipient": "PROV",
}


@pytest.fixture
def named(client: Client, home: Path) -> Client:
    """The mirror of the web tests, with two names of MeSH in its vocabulary."""
    with schema.opened(home / "corpus") as connection:
        for kind, ui, name in (
            ("descriptor", "D012595", "Scleroderma, Systemic"),
            ("descriptor", "D005901", "Glaucoma"),
            ("qualifier", "Q000628", "therapy"),
        ):
            connection.execute(
                "INSERT OR REPLACE INTO concept (kind, ui, name, key) VALUES (?, ?, ?, lower(?))",
                (kind, ui, name, name),
            )
        connection.execute(
            "INSERT OR IGNORE INTO entry SELECT 'systemic sclerosis', id FROM concept WHERE ui = 'D012595'"
        )
        connection.commit()
    return client


def asked(client: Client, **codes: str) -> str:
    answer = client.get("/infobutton", {**PATIENT, **{name.replace("__", "."): v for name, v in codes.items()}})
    assert answer.status_code == 303, answer.content
    return answer.headers["Location"]


@pytest.mark.parametrize(
    "codes",
    [
        {"c": "D012595", "cs": f"{OID}.177"},
        {"c": "89155008", "cs": f"{OID}.96"},
        {"c": "89155008", "cs": f"{OID}.96", "dn": "anything at all"},
        {"c": "000", "cs": f"{OID}.96", "dn": "Systemic sclerosis (disorder)"},
        {"dn": "systemic sclerosis"},
    ],
)
def test_a_code_leads_to_the_literature_on_it(named: Client, codes: dict[str, str]) -> None:
    where = urlsplit(asked(named, **{f"mainSearchCriteria__v__{part}": value for part, value in codes.items()}))
    assert where.path == "/search"
    assert parse_qs(where.query)["q"] == ['("Scleroderma, Systemic"[mh] OR "Systemic Scleroderma"[tiab])']


def test_a_subtopic_narrows_and_a_second_code_is_joined(named: Client) -> None:
    where = asked(
        named,
        mainSearchCriteria__v__c="D012595", mainSearchCriteria__v__cs=f"{OID}.177",
        mainSearchCriteria__v__c1="D005901", mainSearchCriteria__v__cs1=f"{OID}.177",
        subTopic__v__c="Q000628", subTopic__v__cs=f"{OID}.177",
    )  # fmt: skip
    query = parse_qs(urlsplit(where).query)["q"][0]
    assert query.count(" AND (") == 1
    assert '"Glaucoma/therapy"[mh]' in query


def test_nothing_of_the_patient_goes_on(named: Client) -> None:
    where = asked(named, mainSearchCriteria__v__c="89155008", mainSearchCriteria__v__cs=f"{OID}.96",
                  mainSearchCriteria__v__dn="MRN-99812 Zyxwvutsson")  # fmt: skip
    for said in ("Zyx", "57", "MRN", "hands"):
        assert said not in where


@pytest.mark.parametrize("name", ["Zyxwvutsson", '"[mh] OR x', "x" * 100_000])
def test_what_no_vocabulary_knows_is_neither_searched_nor_repeated(named: Client, name: str) -> None:
    answer = named.post("/infobutton", {"mainSearchCriteria.v.c": "99812", "mainSearchCriteria.v.dn": name})
    assert answer.status_code == 404
    assert name[:20] not in answer.content.decode()


def test_xml_is_a_knowledge_response(named: Client, shared: Path) -> None:
    told = etree.XMLSchema(etree.parse(shared / "data/health/infobutton/KnowledgeResponse.local.xsd"))
    codes = {"mainSearchCriteria.v.c": "D012595", "mainSearchCriteria.v.cs": f"{OID}.177"}
    for more in ({"knowledgeResponseType": "text/xml"}, {"mainSearchCriteria.v.c": "0"}):
        answer = named.get("/infobutton", {**PATIENT, **codes, "knowledgeResponseType": "text/xml", **more})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/xml")
        tree = etree.fromstring(answer.content)
        told.assertValid(tree)
        assert b"Zyx" not in answer.content
        assert bool(tree.findall("feed/entry")) is ("mainSearchCriteria.v.c" not in more)


def test_every_heading_of_the_packs_is_one_of_mesh(shared: Path) -> None:
    lines = (shared / "data/vocab/mesh2026_descriptors.tsv").read_text("utf-8").splitlines()
    names = {line.split("\t")[1] for line in lines if "\t" in line}
    assert set(topic._packs().values()) <= names
