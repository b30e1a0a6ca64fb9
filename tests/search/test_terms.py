"""Records as the ranker sees them."""

from __future__ import annotations

from osler.search import terms

XML = b"""<PubmedArticle><MedlineCitation><PMID Version="1">7</PMID><Article><Journal><JournalIssue><PubDate>
<Year>2019</Year></PubDate></JournalIssue></Journal><ArticleTitle>Asthma &amp; <i>allergic</i> rhinitis</ArticleTitle>
<Abstract><AbstractText Label="AIM">The asthmas of children.</AbstractText>
<AbstractText>Rhinitis.</AbstractText></Abstract>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>
<CommentsCorrectionsList><CommentsCorrections RefType="Cites"><PMID Version="1">1</PMID></CommentsCorrections>
<CommentsCorrections RefType="ErratumIn"><RefSource>x</RefSource><PMID Version="1">8</PMID></CommentsCorrections>
<CommentsCorrections RefType="CommentIn"><RefSource>no number</RefSource></CommentsCorrections>
<CommentsCorrections RefType="UpdateOf"><PMID Version="1">9</PMID></CommentsCorrections></CommentsCorrectionsList>
<MeshHeadingList><MeshHeading><DescriptorName UI="D001249" MajorTopicYN="N">Asthma</DescriptorName>
<QualifierName UI="Q000188" MajorTopicYN="Y">drug therapy</QualifierName></MeshHeading><MeshHeading>
<DescriptorName UI="D002648" MajorTopicYN="N">Child</DescriptorName></MeshHeading></MeshHeadingList></MedlineCitation>
<PubmedData><ReferenceList><Reference><Citation>x</Citation><ArticleTitle>Gout</ArticleTitle></Reference></ReferenceList>
</PubmedData></PubmedArticle>"""


def test_markup_and_entities_are_read_as_text() -> None:
    assert terms.fields(XML).title == "Asthma & allergic rhinitis"
    assert terms.fields(XML).abstract == "The asthmas of children. Rhinitis."


def test_a_title_nobody_translated_gives_way_to_the_vernacular_one_and_says_nothing_itself() -> None:
    none = XML.replace(b"Asthma &amp; <i>allergic</i> rhinitis", b"[Not Available].")
    assert terms.fields(none).title == ""
    own = none.replace(b"</Article>", b"<VernacularTitle>Asthma der <i>Kinder</i>.</VernacularTitle></Article>", 1)
    assert terms.fields(own).title == "Asthma der Kinder."
    assert terms.hashed("available") not in terms.read(7, own).title


def test_a_heading_is_a_main_topic_by_its_qualifier_too() -> None:
    own = terms.fields(XML)
    assert own.headings == ("Asthma", "Child")
    assert own.major == ("Asthma",)
    assert (own.year, own.types) == (2019, ("Journal Article",))


def test_authors_are_known_by_their_first_name_where_it_is_printed() -> None:
    listed = (
        b'<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>O&apos;Hara</LastName><ForeName>Ann B</ForeName>'
        b"<Initials>AB</Initials></Author><Author><CollectiveName>A Group</CollectiveName></Author>"
        b"<Author><LastName>Osler</LastName>\n<Initials>W</Initials></Author><Author><LastName>Plato</LastName></Author>"
        b"<Author><LastName>Cushing</LastName><ForeName>H W</ForeName><Initials>HW</Initials></Author>"
        b"</AuthorList><InvestigatorList><Investigator><LastName>Not</LastName><Initials>H</Initials></Investigator>"
    )
    own = terms.fields(XML.replace(b"<PublicationTypeList>", listed + b"<PublicationTypeList>", 1))
    assert terms.authors(own) == ("O'Hara Ann", "Osler W", "Cushing HW")
    assert terms.authors(terms.fields(XML)) == ()


def test_what_a_paper_cites_is_not_what_it_says() -> None:
    assert terms.hashed("gout") not in terms.read(7, XML).terms


def test_notices_and_comments_are_tied_but_citations_and_updates_are_not() -> None:
    assert terms.fields(XML).tied == {8}


def test_words_count_by_field_and_inflections_are_one_term() -> None:
    read = terms.read(7, XML)
    counts = dict(zip(read.terms.tolist(), read.counts.tolist(), strict=True))
    assert counts[terms.hashed("asthma")] == 3 + 1 + 2  # title, abstract ("asthmas"), heading
    assert counts[terms.hashed("rhinitis")] == 3 + 1
    assert terms.hashed("asthma") == terms.hashed("asthmas")
    assert read.length == sum(counts.values())


def test_stop_words_are_no_terms() -> None:
    assert terms.hashes("the of and") == []


def test_a_term_is_asked_for_by_a_word_of_the_record() -> None:
    assert terms.surfaces(terms.fields(XML))[terms.hashed("children")] == "children"


def test_a_record_without_text_has_no_terms() -> None:
    read = terms.read(1, b"<PubmedArticle></PubmedArticle>")
    assert len(read.terms) == 0
    assert read.fields.year == 0
