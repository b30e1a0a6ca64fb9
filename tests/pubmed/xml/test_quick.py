"""The quick way through a record says what the tree says, or gives way to it: also where the record was damaged."""

from __future__ import annotations

import random
import re
from dataclasses import fields
from pathlib import Path

import pytest

from osler.errors import SourceProblem
from osler.model.article import Problem
from osler.pubmed.xml import pieces
from osler.pubmed.xml.citation import article, fields_of
from osler.pubmed.xml.quick.cut import _SPINES, BULKY, cut
from osler.pubmed.xml.quick.people import author_list
from osler.pubmed.xml.quick.shape import Unusual, prose
from osler.pubmed.xml.read import _plain_text, parse
from osler.pubmed.xml.split import RECORDS
from osler.pubmed.xml.tree import tree

INVENTED = Path(__file__).parents[3] / "examples" / "invented.xml"
SHARED = ("baseline/pubmed26n0001", "baseline/pubmed26n0002", "updatefiles/pubmed26n0011")

FOREIGN = (
    "<", "</", "/>", ">", "&", "&amp;", "&#x41;", "&#10;", "&#13;", "&#0;", "&#xFFFE;", "&nope;", "]]>", " ", "  ",
    "\n", "\t", "\r", "\x01", "\x7f", "\x85", "\u00a0", "\u2009", "\ufffe", "é", "0", '"', "'", "<i>x</i>",
    "<!-- c -->", "<![CDATA[x]]>", "<?p?>", "<a/>", '<PMID Version="1">7</PMID>', "<Title>T</Title>", "<Year>x</Year>",
    "</Article>", "<PubmedData>", "<Journal>", "</MeshHeading>", "<ReferenceList>", "<ArticleIdList>",
)  # fmt: skip


ODD = (
    '<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">7</PMID><Article PubModel="Print">'
    '<Journal><ISSN IssnType="Print">1234-5679</ISSN><Title>Synthetic Journal</Title><JournalIssue CitedMedium="Print">'
    "<PubDate><Year>2001</Year></PubDate></JournalIssue></Journal><ArticleTitle>Made up</ArticleTitle>"
    "<Language>eng</Language></Article><MedlineJournalInfo><MedlineTA>Synth J</MedlineTA></MedlineJournalInfo>"
    '</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pubmed">7</ArticleId></ArticleIdList>'
    '<ReferenceList><Reference><ArticleIdList><ArticleId IdType="pubmed">5</ArticleId></ArticleIdList></Reference>'
    "<Reference><Citation>A &amp; B.</Citation></Reference></ReferenceList></PubmedData></PubmedArticle>"
)


def texts(path: Path) -> list[str]:
    elements = [piece[0] for piece in pieces(path) if not isinstance(piece, Problem)]
    return [element.xml.decode() for element in elements if element.tag in RECORDS and len(element.xml) < 20_000]


def damaged(text: str, draw: random.Random) -> str:
    """One thing put in, taken out, doubled or moved."""
    tags = [found.span() for found in re.finditer("<[^<>]*>", text)]
    if not tags:
        return text
    at, (start, end) = draw.randrange(len(text)), draw.choice(tags)
    name = re.match(r"<(\w+)", text[start:])
    closing = text.find(f"</{name[1]}>", start) if name else -1
    element = (start, closing + len(name[1]) + 3) if name and closing >= 0 else (start, end)
    there = draw.choice(tags)[1]
    return draw.choice(
        (
            text[:at] + draw.choice(FOREIGN) + text[at:],
            text[:at] + text[at + draw.randrange(1, 8) :],
            text[:start] + text[end:],
            text[:end] + draw.choice(FOREIGN) + text[end:],
            text[: element[0]] + text[element[1] :],
            text[:there] + text[slice(*element)] + text[there:],
        )
    )


def read_alike(records: list[str], rounds: int) -> int:
    """How many damaged records the quick way took; each must be what a tree of the whole says, and well-formed."""
    draw = random.Random(1)
    taken = 0
    for _ in range(rounds):
        text = draw.choice(records)
        for _ in range(draw.choice((1, 1, 2, 3))):
            text = damaged(text, draw)
        if not _plain_text(text.encode()):
            continue
        try:
            quick = article(cut(text))
        except (Unusual, SourceProblem):
            continue
        taken += 1
        try:
            slow = article(fields_of(tree(text.encode())))
        except SourceProblem as problem:
            pytest.fail(f"{problem.reason} was not seen in {text}")
        assert repr(quick) == repr(slow), text
    return taken


def test_damaged_records_are_read_as_the_tree_reads_them() -> None:
    assert read_alike([*texts(INVENTED), ODD], 1_500) > 150


@pytest.mark.slow
@pytest.mark.parametrize("name", SHARED)
def test_damaged_real_records_are_read_as_the_tree_reads_them(shared: Path, name: str) -> None:
    assert read_alike(texts(shared / f"data/mirror/{name}.xml.gz"), 4_000) > 800


def test_a_heading_without_its_end_tag_is_no_heading() -> None:
    text = next(text for text in texts(INVENTED) if "</DescriptorName>" in text)
    with pytest.raises(SourceProblem, match="not well-formed"):
        parse(text.replace("</DescriptorName>", "", 1).encode())


def test_ids_of_references_are_not_the_records_own() -> None:
    record = next(text for text in texts(INVENTED) if "<ArticleIdList>" in text)
    without = re.sub("<ArticleIdList>.*?</ArticleIdList>", "", record, count=1, flags=re.DOTALL)
    listed = (
        "<ReferenceList><Reference><Citation>A synthetic paper.</Citation><ArticleIdList>"
        '<ArticleId IdType="pubmed">7</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>'
    )
    without = re.sub("<ReferenceList>.*</ReferenceList>", "", without, flags=re.DOTALL)
    found = parse(without.replace("</PubmedData>", listed).encode())
    assert found.ids == ()
    assert found.cited_pmids == (7,)


@pytest.mark.parametrize(
    ("text", "as_read"),
    [
        ("plain", "plain"),
        (" two  spaces ", "two spaces"),
        ("a\n    line", "a line"),
        ("p &lt; .05 &amp;lt; &#946;&#x3b2;", "p < .05 &lt; ββ"),
        ("thin\u2009space and\u00a0none", "thin\u2009space and\u00a0none"),
        ("&nope;", None),
        ("&#0;", None),
        ("&#xFFFE;", None),
        ("&#10;", None),
        ("a & b", None),
        ("a\x01b", None),
        ("a\rb", None),
    ],
)
def test_prose_is_resolved_or_left_to_the_parser(text: str, as_read: str | None) -> None:
    assert prose(text) == as_read


def test_a_journal_named_before_its_issue_and_a_reference_without_citation_are_common_enough() -> None:
    assert repr(article(cut(ODD))) == repr(article(fields_of(tree(ODD.encode()))))
    assert parse(ODD.encode()).journal.title == "Synthetic Journal"
    with pytest.raises(Unusual):
        cut(ODD.replace("</JournalIssue>", "</JournalIssue><Title>Another</Title>"))


@pytest.mark.parametrize("text", [*texts(INVENTED), ODD])
def test_a_record_in_brief_says_the_same_about_everything_it_says(text: str) -> None:
    whole, brief = parse(text.encode()), parse(text.encode(), brief=True)
    for field in fields(whole):
        kept, said = getattr(brief, field.name), getattr(whole, field.name)
        assert kept == said or (field.name in BULKY and not kept), field.name
    assert parse(text.encode(), brief=True, abstract=True).abstract == whole.abstract


@pytest.mark.parametrize(
    "with_address",
    [(0,), (1,), (2,), (0, 1), (0, 2), (0, 1, 2)],
)
def test_a_list_in_which_some_have_an_address_is_of_a_common_shape(with_address: tuple[int, ...]) -> None:
    """Until 2014 the first author alone had one, as a rule: half of all records."""
    where = "<AffiliationInfo><Affiliation>Synthetic Hospital, Basel.</Affiliation></AffiliationInfo>"
    people = [
        f'<Author ValidYN="Y"><LastName>Doe{n}</LastName><ForeName>J</ForeName><Initials>J</Initials>'
        f"{where if n in with_address else ''}</Author>"
        for n in range(3)
    ]
    found = author_list('CompleteYN="Y">\n  ' + "\n  ".join(people) + "\n")
    assert [person.last_name for person in found.people] == ["Doe0", "Doe1", "Doe2"]
    assert [n for n, person in enumerate(found.people) if person.affiliations] == list(with_address)
    assert found.complete


@pytest.mark.parametrize(
    "part",
    [
        "<NumberOfReferences>56</NumberOfReferences>",
        '<OtherID Source="NASA">77</OtherID>\n<OtherID Source="PIP">78</OtherID>',
        '<OtherAbstract Type="PIP" Language="eng"><AbstractText>Made up, too.</AbstractText></OtherAbstract>',
        "<GeneSymbolList><GeneSymbol>abcD</GeneSymbol></GeneSymbolList>",
        "<PersonalNameSubjectList><PersonalNameSubject><LastName>Doe</LastName></PersonalNameSubject>"
        "</PersonalNameSubjectList>",
    ],
)
def test_what_few_records_have_leaves_the_spine_common(part: str) -> None:
    text = ODD.replace("</MedlineJournalInfo>", f"</MedlineJournalInfo>\n {part} ")
    other = text.replace("6<", "9<").replace("7<", "8<").replace("Doe", "Roe")
    cut(text)
    known = len(_SPINES)
    assert article(cut(other)) == article(fields_of(tree(other.encode())))
    assert len(_SPINES) == known
