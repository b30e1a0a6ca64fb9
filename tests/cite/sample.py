"""Synthetic articles: nobody wrote these papers."""

from __future__ import annotations

from dataclasses import replace

from osler.model.article import (
    Abstract,
    AbstractSection,
    Affiliation,
    Article,
    ArticleId,
    Book,
    BookData,
    Chemical,
    Correction,
    DataBank,
    ELocation,
    Grant,
    HistoryDate,
    Identifier,
    Journal,
    Keyword,
    KeywordList,
    MeshHeading,
    Named,
    Pagination,
    PartialDate,
    Person,
    PersonList,
    Qualifier,
    RichText,
)

GROUP = Person(collective_name=RichText("INVENTED Study Group"))
AUTHORS = (
    Person("van der Berg", "Anna Maria", "AM", identifiers=(Identifier("ORCID", "0000-0002-1825-0097"),),
           affiliations=(Affiliation(RichText("Department of Examples, University of Nowhere.")),)),
    Person("O'Neil", "James", "J", "Jr"),
    Person("Müller-Østergård", "Zoë", "Z"),
)  # fmt: skip
TRIAL = Article(
    pmid=99000001,
    status="MEDLINE",
    date_completed=PartialDate(2020, 3, 1),
    date_revised=PartialDate(2021, 12, 31),
    pub_model="Print-Electronic",
    title=RichText(
        "Effect of x<5 on IL-6 & TGF-β in 50% of H2O_users: a $1 trial.",
        "Effect of <i>x</i>&lt;5 on IL-6 &amp; TGF-β in 50% of H<sub>2</sub>O_users: a $1 trial.",
    ),
    abstract=Abstract(
        (
            AbstractSection(RichText("Nothing was known."), "BACKGROUND"),
            AbstractSection(RichText("Lung function fell by 3 ± 1%."), "RESULTS"),
        ),
        copyright="© 2019 Nobody.",
    ),
    journal=Journal(
        title="Journal of invented medicine", iso_abbreviation="J. Inv. Med.", medline_ta="J Inv Med",
        nlm_unique_id="9900001", issn="9900-0001", issn_type="Print", issn_linking="9900-0001", country="England",
        volume="78", issue="3", cited_medium="Internet", pub_date=PartialDate(2019, 3),
    ),
    pagination=Pagination("285-92", "285", "292"),
    elocations=(ELocation("doi", "10.9999/inv-2018_214(1)<2>"),),
    article_dates=(PartialDate(2018, 12, 8),),
    languages=("eng",),
    author_lists=(PersonList((*AUTHORS, GROUP)),),
    publication_types=(Named("Journal Article"), Named("Randomized Controlled Trial")),
    mesh_headings=(
        MeshHeading("Humans"),
        MeshHeading("Scleroderma, Systemic", major=True, qualifiers=(Qualifier("drug therapy", major=True),)),
    ),
    chemicals=(Chemical("0", "Inventionumab"),),
    keyword_lists=(KeywordList((Keyword(RichText("lung"), major=True),), owner="NOTNLM"),),
    citation_subsets=("IM",),
    grants=(Grant("NIAMS NIH HHS", "R01 AR000001", "AR", "United States"),),
    data_banks=(DataBank("ClinicalTrials.gov", ("NCT99999999",)),),
    corrections=(Correction("CommentIn", "J Inv Med. 2019 Apr;78(4):1-2", 99000002),),
    history=(
        HistoryDate("received", PartialDate(2018, 9, 1)),
        HistoryDate("pubmed", PartialDate(2018, 12, 10), 6, 0),
        HistoryDate("medline", PartialDate(2020, 3, 2), 6, 0),
        HistoryDate("entrez", PartialDate(2018, 12, 9), 6, 0),
    ),
    publication_status="ppublish",
    ids=(
        ArticleId("pubmed", "99000001"),
        ArticleId("doi", "10.9999/inv-2018_214(1)<2>"),
        ArticleId("pmc", "PMC9900001"),
        ArticleId("mid", "NIHMS990001"),
    ),
)  # fmt: skip
RETRACTED = replace(
    TRIAL,
    pmid=99000003,
    corrections=(Correction("RetractionIn", "J Inv Med. 2022 Jan;81(1):9", 99000004),),
    publication_types=(Named("Journal Article"), Named("Retracted Publication")),
)
BOOK = Book(
    title=RichText("Invented Reviews."),
    publisher_name=RichText("University of Nowhere"),
    publisher_location="Nowhere (XX)",
    beginning_date=PartialDate(1993),
    ending_date=PartialDate(2026),
    pub_date=PartialDate(1993),
    author_lists=(PersonList((Person("Adam", "Eve B", "EB"), Person("Smith", "J", "J")), type="editors"),),
    isbns=("9780000000000",),
    medium="Internet",
    edition="2nd",
)
CHAPTER = Article(
    pmid=99000005,
    title=RichText("An invented syndrome."),
    book_data=BookData(BOOK, contribution_date=PartialDate(2009, 6, 30)),
    languages=("eng",),
    author_lists=(PersonList((Person("Marcelis", "Carlo", "C"),), type="authors"),),
    date_revised=PartialDate(2019, 4, 4),
    publication_types=(Named("Review"),),
    history=(HistoryDate("pubmed", PartialDate(2010, 3, 20), 6, 0), HistoryDate("entrez", PartialDate(2010, 3, 20))),
    ids=(ArticleId("bookaccession", "NBK99999"),),
)
WHOLE_BOOK = replace(CHAPTER, pmid=99000006, title=RichText(""), author_lists=(), book_data=BookData(BOOK))
CROWD = replace(
    TRIAL,
    pmid=99000007,
    author_lists=(PersonList(tuple(Person(f"Author{i:03}", "Given", "G") for i in range(600))),),
)
_FORGED = 'x\r\nER  - \nTY  - BOOK\u2028TI  - forged\x85AU  - Nobody\x0b\x1c\x00\x1b}, evil = {1}\\ "quoted" -->'
HOSTILE = replace(
    TRIAL,
    pmid=99000008,
    title=RichText(_FORGED),
    vernacular_title=RichText(_FORGED),
    abstract=Abstract((AbstractSection(RichText(_FORGED), _FORGED),), copyright=_FORGED),
    journal=TRIAL.journal._replace(title=_FORGED, medline_ta=_FORGED, volume=_FORGED, issue=_FORGED, issn=_FORGED),
    pagination=Pagination(_FORGED),
    author_lists=(
        PersonList(
            (
                Person(_FORGED, _FORGED, _FORGED, _FORGED),
                Person("Smith and Jones, others", "A and B", "A"),
                Person(collective_name=RichText(_FORGED)),
            )
        ),
    ),
    ids=(ArticleId("doi", _FORGED), ArticleId("pmc", _FORGED)),
    elocations=(),
    languages=(_FORGED,),
    keyword_lists=(KeywordList((Keyword(RichText(_FORGED)),)),),
    mesh_headings=(MeshHeading(_FORGED),),
)
BARE = Article(pmid=99000009)
UNTRANSLATED = replace(
    TRIAL,
    pmid=99000010,
    title=RichText("[Not Available]."),
    vernacular_title=RichText("Was bei Gelenk<schmerz hilft.", "Was bei <i>Gelenk</i>&lt;schmerz hilft."),
    languages=("ger",),
)
EVERY = (TRIAL, RETRACTED, CHAPTER, WHOLE_BOOK, CROWD, HOSTILE, BARE, UNTRANSLATED)
