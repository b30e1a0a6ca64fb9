"""An OpenURL that somebody sends here -> what it cites. Version 1.0 (KEV) and the older 0.1 are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from osler.search import reference
from osler.search.citation import Citation

Sent = Mapping[str, Sequence[str]]  # name -> values, as they came

_DOI = re.compile(r"(?:info:doi/|doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PUBMED = r"https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/"
_PMID = re.compile(rf"(?:info:pmid/|pmid:?\s*|{_PUBMED})(\d{{1,9}})/?", re.IGNORECASE)
_PMC = re.compile(r"(?:info:pmcid/)?PMC(\d{1,9})", re.IGNORECASE)
_IDS = ("rft_id", "id", "rft.id", "doi", "rft.doi", "pmid", "rft.pmid", "pmcid")
_DIGITS = re.compile(r"\d{1,9}")


def read(sent: Sent) -> Citation:
    """Whatever it says of a paper. Unknown keys are passed over, as the standard asks."""
    given = {name.lower(): [value.strip() for value in values if value.strip()] for name, values in sent.items()}
    found = _ids(given)
    free = next((values[0] for name in ("citation", "q", "rft_dat") if (values := given.get(name))), "")
    written = _merged(reference.read(free), found) if free else Citation(**found)  # type: ignore[arg-type]

    def one(*names: str) -> str:
        for name in names:
            for key in (f"rft.{name}", name):
                if given.get(key):
                    return given[key][0]
        return ""

    pages = one("spage") or re.split(r"[-–]", one("pages"))[0]
    author = one("aulast") or _last(one("au")) or one("aucorp")
    year = re.match(r"\d{4}", one("date"))
    return Citation(
        pmid=written.pmid,
        doi=written.doi,
        pmcid=written.pmcid,
        title=one("atitle") or written.title or (one("title", "btitle") if not one("jtitle", "stitle") else ""),
        journal=one("jtitle", "stitle") or written.journal or (one("title") if one("atitle") else ""),
        issn=_issn(one("issn") or one("eissn")),
        year=year[0] if year else written.year,
        volume=one("volume") or written.volume,
        issue=one("issue") or written.issue,
        page=pages.strip() or one("artnum") or written.page,
        author=author or written.author,
    )


def _ids(given: Mapping[str, Sequence[str]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in _IDS:
        for value in given.get(name, ()):
            doi, pmid, pmc = _DOI.fullmatch(value), _PMID.fullmatch(value), _PMC.fullmatch(value)
            bare = name.endswith("pmid") and _DIGITS.fullmatch(value)
            if doi:
                found.setdefault("doi", doi[1])
            elif pmid or bare:
                found.setdefault("pmid", int(pmid[1] if pmid else value))
            elif pmc:
                found.setdefault("pmcid", pmc[1])
    return found


def _merged(written: Citation, found: Mapping[str, object]) -> Citation:
    names = Citation.__dataclass_fields__
    return Citation(**{name: found.get(name) or getattr(written, name) for name in names})  # type: ignore[arg-type]


def _last(name: str) -> str:
    """ "Doe, J" and "J Doe" -> Doe."""
    if "," in name:
        return name.partition(",")[0].strip()
    parts = [part for part in name.split() if len(part.rstrip(".")) > 1 and not part.isupper()]
    return parts[-1] if parts else name.strip()


def _issn(text: str) -> str:
    digits = re.sub(r"[^0-9Xx]", "", text).upper()
    return f"{digits[:4]}-{digits[4:]}" if len(digits) == 8 else ""
