"""Synthetic records and vocabulary files; no person, paper or number in them is real."""

from __future__ import annotations

from xml.sax.saxutils import escape

MESH_RECORD = """<DescriptorRecord DescriptorClass="{cls}"><DescriptorUI>{ui}</DescriptorUI>
<DescriptorName><String>{name}</String></DescriptorName>{actions}
<TreeNumberList>{trees}</TreeNumberList><ConceptList><Concept PreferredConceptYN="Y"><TermList>{terms}</TermList>
</Concept></ConceptList></DescriptorRecord>"""


def _descriptor(ui: str, name: str, trees: str, terms: str = "", *, cls: int = 1, actions: str = "") -> str:
    acts = "".join(
        f"<PharmacologicalAction><DescriptorReferredTo><DescriptorUI>{a}</DescriptorUI><DescriptorName><String>x</String>"
        "</DescriptorName></DescriptorReferredTo></PharmacologicalAction>"
        for a in actions.split()
    )
    return MESH_RECORD.format(
        cls=cls,
        ui=ui,
        name=escape(name),
        trees="".join(f"<TreeNumber>{t}</TreeNumber>" for t in trees.split()),
        terms="".join(f"<Term><String>{escape(t)}</String></Term>" for t in [name, *filter(None, terms.split("|"))]),
        actions=f"<PharmacologicalActionList>{acts}</PharmacologicalActionList>" if acts else "",
    )


MESH = (
    '<?xml version="1.0"?><DescriptorRecordSet LanguageCode="eng">'
    + "".join(
        (
            _descriptor("D900001", "Lung Diseases", "C08.100", "Pulmonary Diseases|Disease, Lung"),
            _descriptor("D900002", "Asthma", "C08.100.200 C20.300", "Bronchial Asthma"),
            _descriptor("D900003", "Asthma, Occupational", "C08.100.200.100"),
            _descriptor("D900004", "Gastroesophageal Reflux", "C06.500", "Acid Reflux|Reflux, Acid|GERD"),
            _descriptor("D900005", "Neoplasms", "C04", "Tumors|Cancer"),
            _descriptor("D900006", "Humans", "B01.1"),
            _descriptor("D900007", "Animals", "B01", "Animal"),
            _descriptor("D900008", "Budesonide", "D04.1", "", actions="D900010"),
            _descriptor("D900009", "Scleroderma, Systemic", "C17.1", "Systemic Sclerosis|Sclerosis, Systemic"),
            _descriptor("D900010", "Bronchodilator Agents", "D27.1", "Bronchodilators"),
            _descriptor("D900011", "Quality of Life", "I01.1", "Life Quality"),
            _descriptor("D900012", "Clinical Trial", "V03.1", "", cls=2),
            _descriptor("D900013", "Randomized Controlled Trial", "V03.1.5", "", cls=2),
            _descriptor("D900014", "Brain", "A08.1"),
            _descriptor("D900015", "Sepsis", "C01.1", "Bloodstream Infection"),
            _descriptor("D900016", "Ferroptosis", "G04.1"),
        )
    )
    + "</DescriptorRecordSet>"
)

QUALIFIERS = (
    '<?xml version="1.0"?><QualifierRecordSet LanguageCode="eng">'
    + "".join(
        f"<QualifierRecord><QualifierUI>{ui}</QualifierUI><QualifierName><String>{name}</String></QualifierName>"
        f"<TreeNumberList><TreeNumber>{tree}</TreeNumber></TreeNumberList><ConceptList><Concept><TermList><Term><String>"
        f"{name}</String><Abbreviation>{short}</Abbreviation></Term></TermList></Concept></ConceptList></QualifierRecord>"
        for ui, name, tree, short in (
            ("Q900001", "therapy", "Y05", "TH"),
            ("Q900002", "drug therapy", "Y05.010", "DT"),
            ("Q900003", "epidemiology", "Y11", "EP"),
        )
    )
    + "</QualifierRecordSet>"
)

SUPPLEMENTS = (
    '<?xml version="1.0"?><SupplementalRecordSet LanguageCode="eng"><SupplementalRecord SCRClass="1">'
    "<SupplementalRecordUI>C900001</SupplementalRecordUI><SupplementalRecordName><String>osleromab</String>"
    "</SupplementalRecordName><HeadingMappedToList><HeadingMappedTo><DescriptorReferredTo><DescriptorUI>*D900010"
    "</DescriptorUI><DescriptorName><String>Bronchodilator Agents</String></DescriptorName></DescriptorReferredTo>"
    "</HeadingMappedTo></HeadingMappedToList><PharmacologicalActionList><PharmacologicalAction><DescriptorReferredTo>"
    "<DescriptorUI>D900010</DescriptorUI><DescriptorName><String>Bronchodilator Agents</String></DescriptorName>"
    "</DescriptorReferredTo></PharmacologicalAction></PharmacologicalActionList><ConceptList><Concept><TermList><Term>"
    "<String>osleromab</String></Term><Term><String>OSL-1 antibody</String></Term></TermList></Concept></ConceptList>"
    "</SupplementalRecord></SupplementalRecordSet>"
)

JOURNALS = """--------------------------------------------------------
JrId: 1
JournalTitle: Annals of invented medicine
MedAbbr: Ann Invent Med
ISSN (Print): 0000-0019
ISSN (Online): 0000-0027
IsoAbbr: Ann. Invent. Med.
NlmId: 9000001
--------------------------------------------------------
JrId: 2
JournalTitle: Proceedings of the National Academy of Sciences of the United States of America
MedAbbr: Proc Natl Acad Sci U S A
ISSN (Print): 0027-8424
ISSN (Online): 1091-6490
IsoAbbr: PNAS
NlmId: 7505876
--------------------------------------------------------
"""


def record(
    pmid: int,
    title: str,
    abstract: str = "",
    *,
    mesh: str = "",
    pt: str = "Journal Article",
    authors: str = "Adams JK:Jane Katherine",
    year: str = "2020",
    month: str = "",
    day: str = "",
    electronic: str = "",
    keywords: str = "",
    chemicals: str = "",
    language: str = "eng",
    vernacular: str = "",
    affiliation: str = "",
    ids: str = "",
    entrez: str = "2020/1/1",
    extra: str = "",
    journal: tuple[str, str, str] = ("Annals of invented medicine", "Ann Invent Med", "9000001"),
    volume: str = "12",
    pages: str = "117-26",
) -> str:
    """One PubmedArticle. `mesh` is 'Heading*/qualifier*; Heading' with * for major topics."""
    date = f"<Year>{year}</Year>" + (f"<Month>{month}</Month>" if month else "") + (f"<Day>{day}</Day>" if day else "")
    people = "".join(_author(a, affiliation) for a in authors.split(";") if a)
    epub = "".join(f"<{n}>{v}</{n}>" for n, v in zip(("Year", "Month", "Day"), electronic.split("/"), strict=False))
    when = dict(zip(("Year", "Month", "Day"), entrez.split("/"), strict=True))
    history = "".join(f"<{n}>{v}</{n}>" for n, v in when.items())
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>'
        f'<Article PubModel="Print"><Journal><ISSN IssnType="Print">0000-0019</ISSN><JournalIssue CitedMedium="Print">'
        f"<Volume>{volume}</Volume><Issue>3</Issue><PubDate>{date}</PubDate></JournalIssue><Title>{journal[0]}</Title>"
        f"<ISOAbbreviation>{journal[1]}</ISOAbbreviation></Journal><ArticleTitle>{escape(title)}</ArticleTitle>"
        f"<Pagination><MedlinePgn>{pages}</MedlinePgn></Pagination>"
        + (f"<Abstract><AbstractText>{escape(abstract)}</AbstractText></Abstract>" if abstract else "")
        + (f'<AuthorList CompleteYN="Y">{people}</AuthorList>' if people else "")
        + f"<Language>{language}</Language>{extra}<PublicationTypeList>"
        + "".join(f'<PublicationType UI="">{t.strip()}</PublicationType>' for t in pt.split(";"))
        + "</PublicationTypeList>"
        + (f"<VernacularTitle>{escape(vernacular)}</VernacularTitle>" if vernacular else "")
        + (f'<ArticleDate DateType="Electronic">{epub}</ArticleDate>' if epub else "")
        + f"</Article><MedlineJournalInfo><Country>Nowhere</Country><MedlineTA>{journal[1]}</MedlineTA>"
        f"<NlmUniqueID>{journal[2]}</NlmUniqueID></MedlineJournalInfo>"
        + (f"<ChemicalList>{''.join(_chemical(c) for c in chemicals.split(';'))}</ChemicalList>" if chemicals else "")
        + (f"<MeshHeadingList>{''.join(_heading(h) for h in mesh.split(';'))}</MeshHeadingList>" if mesh else "")
        + (
            '<KeywordList Owner="NOTNLM">'
            + "".join(f'<Keyword MajorTopicYN="N">{k.strip()}</Keyword>' for k in keywords.split(";"))
            + "</KeywordList>"
            if keywords
            else ""
        )
        + f'</MedlineCitation><PubmedData><History><PubMedPubDate PubStatus="pubmed">{history}</PubMedPubDate>'
        f'<PubMedPubDate PubStatus="entrez">{history}</PubMedPubDate></History><PublicationStatus>ppublish'
        f'</PublicationStatus><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>'
        + "".join(f'<ArticleId IdType="{i.split("=")[0]}">{i.split("=")[1]}</ArticleId>' for i in ids.split())
        + "</ArticleIdList></PubmedData></PubmedArticle>"
    )


def _author(text: str, affiliation: str) -> str:
    if text.startswith("@"):
        return f'<Author ValidYN="Y"><CollectiveName>{text[1:]}</CollectiveName></Author>'
    short, _, fore = text.strip().partition(":")
    last, _, initials = short.rpartition(" ")
    place = f"<AffiliationInfo><Affiliation>{affiliation}</Affiliation></AffiliationInfo>" if affiliation else ""
    fore_name = f"<ForeName>{fore or initials}</ForeName>"
    return f'<Author ValidYN="Y"><LastName>{last}</LastName>{fore_name}<Initials>{initials}</Initials>{place}</Author>'


def _chemical(text: str) -> str:
    name, _, number = text.strip().partition("=")
    return (
        f"<Chemical><RegistryNumber>{number or 0}</RegistryNumber>"
        f'<NameOfSubstance UI="C900001">{name}</NameOfSubstance></Chemical>'
    )


def _heading(text: str) -> str:
    heading, *qualifiers = text.strip().split("/")

    def yn(name: str) -> str:
        return "Y" if name.endswith("*") else "N"

    inner = "".join(f'<QualifierName MajorTopicYN="{yn(q)}" UI="">{q.rstrip("*")}</QualifierName>' for q in qualifiers)
    return (
        f'<MeshHeading><DescriptorName MajorTopicYN="{yn(heading)}" UI="">{heading.rstrip("*")}</DescriptorName>'
        f"{inner}</MeshHeading>"
    )


def corpus_xml() -> str:
    return '<?xml version="1.0" encoding="utf-8"?><PubmedArticleSet>' + "".join(RECORDS) + "</PubmedArticleSet>"


RECORDS = [
    record(
        1, "Budesonide in bronchial asthma", "Patients with asthma improved. Heart attack was rare.",
        mesh="Asthma*/drug therapy*; Humans; Budesonide/therapy", pt="Randomized Controlled Trial",
        authors="Smith JA:John Adam;Jones B:Beatrice", year="2019", month="Mar", day="14",
        ids="doi=10.9999/Osler.1 pmc=PMC900001", entrez="2019/3/20", keywords="inhaler; dry powder",
        affiliation="Department of Invention, Nowhere Hospital", electronic="2018/12/30",
    ),
    record(
        2, "Occupational asthma in bakers", mesh="Asthma, Occupational*/epidemiology; Humans", year="2020",
        authors="Smith J:Jill;van der Berg AB:Anna", entrez="2020/2/1",
    ),
    record(
        3, "The attack of the heart: a history", "An attack on the weak heart is described.", year="2021",
        month="Jan", pt="Review", authors="O'Brien C:Conor;@Nowhere Study Group", entrez="2021/1/5", volume="97",
    ),
    record(
        4, "Gastroesophageal reflux and cough", mesh="Gastroesophageal Reflux; Animals; Humans", year="2022",
        entrez="2022/5/5", language="ger", vernacular="Säurereflux und Husten",
    ),
    record(5, "Acid suppression against reflux of bile", year="2023", entrez="2023/5/5", pages="e12"),
    record(
        6, "β-Blockers in Sjögren's disease", "The tumour was HER-2 positive and unresectable.", year="2024",
        month="Jun", day="1", entrez="2024/6/1", mesh="Animals; Neoplasms*",
    ),
    record(
        7, "Osleromab for systemic sclerosis", "Osleromab was compared with placebo in quality of life.",
        chemicals="osleromab=0000-00-1", mesh="Scleroderma, Systemic*/drug therapy*; Humans; Quality of Life",
        pt="Clinical Trial; Journal Article", year="2024", month="Feb", entrez="2024/2/2",
        extra="<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>"
        "<AccessionNumber>NCT90000001</AccessionNumber></AccessionNumberList></DataBank></DataBankList>"
        "<GrantList><Grant><GrantID>R01 XX000001</GrantID><Acronym>XX</Acronym><Agency>Nowhere Institutes</Agency>"
        "<Country>Nowhere</Country></Grant></GrantList>",
    ),
    record(
        8, "Tumor behavior in mice", "Cardiology, cardiologists and cardiological care.", mesh="Neoplasms; Animals",
        year="2018", entrez="2018/8/8", journal=("Proceedings of the National Academy of Sciences of the United States "
        "of America", "Proc Natl Acad Sci U S A", "7505876"), volume="97",
    ),
]  # fmt: skip
