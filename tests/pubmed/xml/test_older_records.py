"""Elements of past DTDs, each where its successor's content goes."""

from __future__ import annotations

from tests.pubmed.xml.made import record

from osler.model.article import (
    Affiliation,
    ArticleId,
    Chemical,
    Correction,
    Identifier,
    Object,
    Person,
    Qualifier,
    RichText,
)
from osler.pubmed.xml import parse


def test_an_affiliation_beside_the_list_is_the_first_authors() -> None:
    authors = "<AuthorList><Author><LastName>A</LastName></Author><Author><LastName>B</LastName></Author></AuthorList>"
    found = parse(record(1, article=f"<Affiliation>Here</Affiliation>{authors}"))
    assert [p.affiliations for p in found.authors] == [(Affiliation(RichText("Here")),), ()]
    assert found.affiliation is None
    alone = parse(record(1, article="<Affiliation>Here</Affiliation>"))
    assert alone.affiliation == RichText("Here")


def test_an_authors_own_affiliation_without_its_wrapper() -> None:
    author = "<Author><LastName>A</LastName><Affiliation>Here</Affiliation></Author>"
    (found,) = parse(record(1, article=f"<AuthorList>{author}</AuthorList>")).authors
    assert found.affiliations == (Affiliation(RichText("Here")),)


def test_names_in_more_parts() -> None:
    author = (
        "<Author><LastName>A</LastName><FirstName>Bea</FirstName><MiddleName>C.</MiddleName><Suffix>Jr</Suffix>"
        '<TitleAssociatedWithName>Sir</TitleAssociatedWithName><NameID Source="X">7</NameID></Author>'
    )
    (found,) = parse(record(1, article=f"<AuthorList>{author}</AuthorList>")).authors
    assert found == Person(
        "A", "Bea C.", suffix="Jr", identifiers=(Identifier("TitleAssociatedWithName", "Sir"), Identifier("X", "7"))
    )


def test_ties_named_by_their_type() -> None:
    ties = (
        "<CommentsCorrections><CommentOn><RefSource>J 1</RefSource><PMID>5</PMID></CommentOn>"
        "<PartialRetractionIn><RefSource>J 2</RefSource><MedlineID>91</MedlineID><Note>why</Note></PartialRetractionIn>"
        "</CommentsCorrections>"
    )
    assert parse(record(1, inside=ties)).corrections == (
        Correction("CommentOn", "J 1", 5),
        Correction("PartialRetractionIn", "J 2", None, "", "MedlineID 91 why"),
    )


def test_headings_and_substances_of_2001() -> None:
    inside = (
        "<ChemicalList><Chemical><CASRegistryNumber>0</CASRegistryNumber><NameOfSubstance>X</NameOfSubstance>"
        "</Chemical></ChemicalList><MeshHeadingList><MeshHeading><Descriptor MajorTopicYN='Y'>D</Descriptor>"
        "<SubHeading>q</SubHeading></MeshHeading></MeshHeadingList>"
    )
    found = parse(record(1, inside=inside))
    assert found.chemicals == (Chemical("0", "X"),)
    assert (found.mesh_headings[0].name, found.mesh_headings[0].major) == ("D", True)
    assert found.mesh_headings[0].qualifiers == (Qualifier("q"),)


def test_dates_and_ids_no_longer_sent() -> None:
    inside = "<DateCreated><Year>2001</Year><Month>02</Month><Day>03</Day></DateCreated><MedlineID>99</MedlineID>"
    found = parse(
        record(1, inside=inside, article="<DateOfElectronicPublication>2001 Jan 9</DateOfElectronicPublication>")
    )
    assert found.date_created is not None
    assert found.date_created.sortable == 20010203
    assert found.other_ids == (Identifier("MedlineID", "99"),)
    assert found.article_dates[0].sortable == 20010109


def test_a_url_of_the_publisher() -> None:
    xml = record(1).replace(b"</PubmedData>", b'<URL lang="EN" Type="FullText">http://example.org/1</URL></PubmedData>')
    params = (("lang", RichText("EN")), ("Type", RichText("FullText")), ("url", RichText("http://example.org/1")))
    assert parse(xml).objects == (Object("URL", params),)


def test_what_the_dtd_says_of_attributes_left_out() -> None:
    inside = (
        '<OtherAbstract Type="Publisher"><AbstractText>x</AbstractText></OtherAbstract><GeneralNote>n</GeneralNote>'
        "<KeywordList><Keyword>k</Keyword></KeywordList>"
    )
    xml = record(1, inside=inside, article="<AuthorList><Author><LastName>A</LastName></Author></AuthorList>")
    xml = xml.replace(b' Owner="NLM"', b"").replace(b' Version="1"', b"").replace(b' IdType="pubmed"', b"")
    found = parse(xml)
    assert (found.owner, found.pmid_version) == ("NLM", "1")
    assert found.ids == (ArticleId("pubmed", "1"),)
    assert found.other_abstracts[0].language == "eng"
    assert found.general_notes[0].owner == found.keyword_lists[0].owner == "NLM"
    assert found.author_lists[0].complete
    assert found.authors[0].valid
    assert not found.keyword_lists[0].keywords[0].major
