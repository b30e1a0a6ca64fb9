"""A small mirror of made-up papers in NLM's XML. Nothing in them is real."""
# ruff: noqa: E501  # records stay as one would print them

from __future__ import annotations

from osler.model.article import Record
from osler.pubmed import xml

RICH, RETRACTED, NOTICE, HOSTILE, BOOK, BARE, CROWD, GONE = 101, 102, 103, 104, 105, 106, 107, 999

_TRIAL = """
<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">101</PMID>
<DateRevised><Year>2021</Year><Month>02</Month><Day>03</Day></DateRevised>
<Article PubModel="Print-Electronic"><Journal><ISSN IssnType="Print">1234-5678</ISSN>
<JournalIssue CitedMedium="Print"><Volume>12</Volume><Issue>3</Issue><PubDate><Year>2020</Year><Month>Mar</Month></PubDate>
</JournalIssue><Title>Synthetic Journal of Medicine</Title><ISOAbbreviation>Synth J Med</ISOAbbreviation></Journal>
<ArticleTitle>Effect of <i>zorbimab</i> on IL-6<sup>+</sup> cells in synthetic sclerosis.</ArticleTitle>
<Pagination><MedlinePgn>117-26</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.5555/synth.2020.101</ELocationID>
<Abstract>
<AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">Synthetic sclerosis has few treatments.</AbstractText>
<AbstractText Label="METHODS" NlmCategory="METHODS">We gave zorbimab where
<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:msub><mml:mi>x</mml:mi><mml:mn>0</mml:mn></mml:msub>
<mml:mfenced open="[" close="]"><mml:mi>a</mml:mi><mml:mi>b</mml:mi></mml:mfenced></mml:math> held.</AbstractText>
<AbstractText Label="CONCLUSIONS" NlmCategory="CONCLUSIONS">Zorbimab was no better than placebo.</AbstractText>
<CopyrightInformation>© 2020 The Synthetic Society.</CopyrightInformation></Abstract>
<AuthorList CompleteYN="Y">
<Author ValidYN="Y" EqualContrib="Y"><LastName>Doe</LastName><ForeName>Jane Q</ForeName><Initials>JQ</Initials>
<Identifier Source="ORCID">https://orcid.org/0000-0002-1825-0097</Identifier>
<AffiliationInfo><Affiliation>Institute of Made-up Medicine, Nowhere.</Affiliation></AffiliationInfo></Author>
<Author ValidYN="Y"><LastName>Roe</LastName><ForeName>Richard</ForeName><Initials>R</Initials>
<AffiliationInfo><Affiliation>Institute of Made-up Medicine, Nowhere.</Affiliation></AffiliationInfo></Author>
<Author ValidYN="Y"><CollectiveName>ZORB Study Group</CollectiveName></Author></AuthorList>
<Language>eng</Language>
<DataBankList CompleteYN="Y"><DataBank><DataBankName>ClinicalTrials.gov</DataBankName>
<AccessionNumberList><AccessionNumber>NCT00000101</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
<GrantList CompleteYN="Y"><Grant><GrantID>R01 XX000101</GrantID><Agency>Made-up Institutes</Agency><Country>Nowhere</Country>
</Grant></GrantList>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
<PublicationType UI="D016449">Randomized Controlled Trial</PublicationType>
<PublicationType UI="D013485">Research Support, Non-U.S. Gov't</PublicationType></PublicationTypeList>
<ArticleDate DateType="Electronic"><Year>2019</Year><Month>12</Month><Day>24</Day></ArticleDate></Article>
<MedlineJournalInfo><MedlineTA>Synth J Med</MedlineTA><NlmUniqueID>000101</NlmUniqueID></MedlineJournalInfo>
<ChemicalList><Chemical><RegistryNumber>0</RegistryNumber><NameOfSubstance UI="C000101">zorbimab</NameOfSubstance></Chemical></ChemicalList>
<CommentsCorrectionsList><CommentsCorrections RefType="ErratumIn"><RefSource>Synth J Med. 2020 May;12(5):300</RefSource>
<PMID Version="1">106</PMID></CommentsCorrections><CommentsCorrections RefType="CommentIn">
<RefSource>Synth J Med. 2020 Jun;12(6):400</RefSource></CommentsCorrections></CommentsCorrectionsList>
<MeshHeadingList><MeshHeading><DescriptorName UI="D012595" MajorTopicYN="N">Scleroderma, Systemic</DescriptorName>
<QualifierName UI="Q000188" MajorTopicYN="Y">drug therapy</QualifierName></MeshHeading>
<MeshHeading><DescriptorName UI="D006801" MajorTopicYN="N">Humans</DescriptorName></MeshHeading></MeshHeadingList>
<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Resumen en español.</AbstractText></OtherAbstract>
<KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">zorbimab</Keyword></KeywordList>
<CoiStatement>Jane Doe owns no shares of anything.</CoiStatement></MedlineCitation>
<PubmedData><History><PubMedPubDate PubStatus="entrez"><Year>2020</Year><Month>1</Month><Day>2</Day></PubMedPubDate>
<PubMedPubDate PubStatus="pubmed"><Year>2020</Year><Month>1</Month><Day>2</Day></PubMedPubDate></History>
<PublicationStatus>ppublish</PublicationStatus>
<ArticleIdList><ArticleId IdType="pubmed">101</ArticleId><ArticleId IdType="doi">10.5555/synth.2020.101</ArticleId>
<ArticleId IdType="pmc">PMC9000101</ArticleId></ArticleIdList>
<ReferenceList><Reference><Citation>Held here. Synth J Med. 1999.</Citation><ArticleIdList><ArticleId IdType="pubmed">106</ArticleId></ArticleIdList></Reference>
<Reference><Citation>Not held. Synth J Med. 1998.</Citation><ArticleIdList><ArticleId IdType="pubmed">888</ArticleId></ArticleIdList></Reference>
<Reference><Citation>A book nobody numbered.</Citation></Reference></ReferenceList></PubmedData></PubmedArticle>
"""

_BOOK = """
<PubmedBookArticle><BookDocument><PMID Version="1">105</PMID>
<ArticleIdList><ArticleId IdType="bookaccession">NBK105</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>Made-up Press</PublisherName><PublisherLocation>Nowhere</PublisherLocation></Publisher>
<BookTitle book="synthbook">The Synthetic Handbook</BookTitle><PubDate><Year>2015</Year></PubDate>
<AuthorList Type="editors" CompleteYN="Y"><Author><LastName>Editor</LastName><ForeName>Edna</ForeName><Initials>E</Initials></Author></AuthorList>
<Isbn>9780000000002</Isbn><Medium>Internet</Medium></Book>
<ArticleTitle book="synthbook" part="chap1">A Chapter on Made-up Disease</ArticleTitle><Language>eng</Language>
<AuthorList Type="authors" CompleteYN="Y"><Author><LastName>Chapter</LastName><ForeName>Carl</ForeName><Initials>C</Initials></Author></AuthorList>
<PublicationType UI="D016454">Review</PublicationType>
<Abstract><AbstractText>A chapter about a made-up disease.</AbstractText></Abstract>
<Sections><Section><SectionTitle book="synthbook" part="chap1" sec="s1">Diagnosis</SectionTitle></Section></Sections>
<ContributionDate><Year>2016</Year><Month>1</Month><Day>5</Day></ContributionDate></BookDocument>
<PubmedBookData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList><ArticleId IdType="pubmed">105</ArticleId></ArticleIdList></PubmedBookData>
</PubmedBookArticle>
"""

EVIL = "&lt;script&gt;alert(1)&lt;/script&gt;\"' onmouseover=x {{7*7}} javascript:alert(1)"


def article(
    pmid: int,
    title: str,
    *,
    year: int = 2010,
    types: tuple[str, ...] = ("Journal Article",),
    journal: str = "Synth J Med",
    abstract: str = "",
    authors: str = "",
    extra: str = "",
    ids: str = "",
    language: str = "eng",
    references: str = "",
) -> str:
    """One record; every argument is XML text already."""
    kinds = "".join(f'<PublicationType UI="">{kind}</PublicationType>' for kind in types)
    summary = f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract>" if abstract else ""
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print"><PubDate><Year>{year}</Year></PubDate></JournalIssue>
<Title>{journal}</Title><ISOAbbreviation>{journal}</ISOAbbreviation></Journal><ArticleTitle>{title}</ArticleTitle>{summary}
{authors}<Language>{language}</Language><PublicationTypeList>{kinds}</PublicationTypeList></Article>
<MedlineJournalInfo><MedlineTA>{journal}</MedlineTA></MedlineJournalInfo>{extra}</MedlineCitation>
<PubmedData><History><PubMedPubDate PubStatus="pubmed"><Year>{year}</Year><Month>6</Month><Day>7</Day></PubMedPubDate></History>
<PublicationStatus>ppublish</PublicationStatus>
<ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>{ids}</ArticleIdList>{references}</PubmedData></PubmedArticle>"""


def _tie(type_: str, pmid: int) -> str:
    return (
        f'<CommentsCorrectionsList><CommentsCorrections RefType="{type_}"><RefSource>Synth J Med. 2012;1:1</RefSource>'
        f'<PMID Version="1">{pmid}</PMID></CommentsCorrections></CommentsCorrectionsList>'
    )


def _crowd() -> str:
    people = "".join(
        f"<Author ValidYN='Y'><LastName>Author{n}</LastName><Initials>A</Initials></Author>" for n in range(600)
    )
    return f"<AuthorList CompleteYN='N'>{people}</AuthorList>"


def _hostile() -> str:
    return article(
        HOSTILE,
        f"Hostile {EVIL}",
        abstract=f"hostile abstract {EVIL} &lt;img src=x onerror=alert(1)&gt; end.",
        journal="Evil &lt;b&gt; J",
        authors=f"<AuthorList><Author ValidYN='Y'><LastName>{EVIL}</LastName><Initials>X</Initials>"
        f"<AffiliationInfo><Affiliation>{EVIL}</Affiliation></AffiliationInfo></Author></AuthorList>",
        extra=f"<KeywordList Owner='NOTNLM'><Keyword MajorTopicYN='N'>{EVIL}</Keyword></KeywordList>",
        ids="<ArticleId IdType='doi'>javascript:alert(1)</ArticleId>",
        types=("Journal Article", EVIL),
    )


def records() -> list[Record]:
    """The whole mirror: eight papers of their own kind, and sixty alike for paging and facets."""
    texts = [
        _TRIAL,
        _BOOK,
        _hostile(),
        article(
            RETRACTED,
            "A finding that did not stand",
            year=2011,
            types=("Journal Article", "Retracted Publication"),
            extra=_tie("RetractionIn", NOTICE),
        ),
        article(
            NOTICE,
            "Retraction: A finding that did not stand",
            year=2012,
            types=("Retraction of Publication",),
            extra=_tie("RetractionOf", RETRACTED),
        ),
        article(BARE, "[Only a title].", year=1999, language="ger"),
        article(CROWD, "A paper of six hundred authors", authors=_crowd()),
    ]
    for n in range(60):
        kind = ("Journal Article", "Review") if n % 3 == 0 else ("Journal Article",)
        journal = "Alpha J" if n % 2 else "Beta J"
        abstract = f"Nothing is said at first. Gonioscopy number {n} was measured in made-up eyes. It ended."
        texts.append(
            article(
                1000 + n, f"Gonioscopy study {n}", year=1990 + n % 30, types=kind, journal=journal, abstract=abstract
            )
        )
    return [Record(xml.parse(data), data) for data in (text.strip().encode() for text in texts)]
