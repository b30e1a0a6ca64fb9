"""Papers of two made-up subjects. Synthetic."""

from __future__ import annotations

import numpy as np

from osler.search.terms import Terms, read

LUNG = ["fibrosis", "lung", "capacity", "nintedanib", "interstitial", "alveolar", "breathing"]
EYE = ["glaucoma", "retina", "pressure", "gonioscopy", "optic", "nerve", "drops"]
PLAIN = ["patients", "study", "results", "group", "treatment", "outcome", "weeks", "measured", "mean", "clinic"]


def paper(
    pmid: int,
    words: list[str],
    *,
    kind: str = "Journal Article",
    length: int = 40,
    authors: str = "",
    subject: str = "",
) -> Terms:
    """A paper whose title and abstract are drawn from the words, by its number; `length`: words of the abstract.
    Authors as "Osler W; Cushing H"; the subject stands before the title."""
    chance = np.random.default_rng(pmid)
    title = f"{subject} {' '.join(chance.choice(words, 4))}"
    text = " ".join(chance.choice(words + PLAIN, length))
    names = [each.split(" ") for each in authors.split("; ")] if authors else []
    listed = "".join(
        f"<Author><LastName>{a}</LastName><ForeName>{b}</ForeName><Initials>{b[:1]}</Initials></Author>"
        for a, b in names
    )
    return read(
        pmid,
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><ArticleTitle>{title}</ArticleTitle><Abstract>"
        f"<AbstractText>{text}</AbstractText></Abstract><AuthorList>{listed}</AuthorList>"
        f'<PublicationTypeList><PublicationType UI="">{kind}'
        f"</PublicationType></PublicationTypeList></Article></MedlineCitation></PubmedArticle>".encode(),
    )


def lungs(count: int, first: int = 1) -> list[Terms]:
    return [paper(first + n, LUNG) for n in range(count)]


def eyes(count: int, first: int = 1_001) -> list[Terms]:
    return [paper(first + n, EYE) for n in range(count)]
