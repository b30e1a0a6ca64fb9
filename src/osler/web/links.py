"""Addresses of what lies outside: one table from an identifier's type to where it leads."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, quote_plus

_ARTICLE = {
    "doi": "https://doi.org/{}",
    "pubmed": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmc": "https://www.ncbi.nlm.nih.gov/pmc/articles/{}/",
    "bookaccession": "https://www.ncbi.nlm.nih.gov/books/{}/",
}
_REGISTRIES = {
    "clinicaltrials.gov": "https://clinicaltrials.gov/study/{}",
    "isrctn": "https://www.isrctn.com/{}",
    "eudract": "https://www.clinicaltrialsregister.eu/ctr-search/search?query={}",
    "anzctr": "https://anzctr.org.au/{}.aspx",
    "chictr": "https://www.chictr.org.cn/searchprojEN.html?regno={}",
    "drks": "https://drks.de/search/en/trial/{}",
    "umin-ctr": "https://center6.umin.ac.jp/cgi-open-bin/ctr_e/index.cgi?ctrno={}",
    "jrct": "https://jrct.niph.go.jp/en-latest-detail/{}",
    "ctri": "https://ctri.nic.in/Clinicaltrials/advsearch.php?regno={}",
    "prospero": "https://www.crd.york.ac.uk/prospero/display_record.php?RecordID={}",
    "genbank": "https://www.ncbi.nlm.nih.gov/nuccore/{}",
    "refseq": "https://www.ncbi.nlm.nih.gov/nuccore/{}",
    "geo": "https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc={}",
    "sra": "https://www.ncbi.nlm.nih.gov/sra/{}",
    "bioproject": "https://www.ncbi.nlm.nih.gov/bioproject/{}",
    "dbgap": "https://www.ncbi.nlm.nih.gov/projects/gap/cgi-bin/study.cgi?study_id={}",
    "omim": "https://omim.org/entry/{}",
    "pdb": "https://www.rcsb.org/structure/{}",
    "swissprot": "https://www.uniprot.org/uniprotkb/{}",
    "uniprotkb": "https://www.uniprot.org/uniprotkb/{}",
    "dryad": "https://doi.org/{}",
    "figshare": "https://doi.org/{}",
    "pubchem-substance": "https://pubchem.ncbi.nlm.nih.gov/substance/{}",
    "pubchem-compound": "https://pubchem.ncbi.nlm.nih.gov/compound/{}",
}
_PEOPLE = {"orcid": "https://orcid.org/{}"}
_NCT = re.compile(r"NCT\d{8}", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])")


def article(type: str, value: str) -> str:
    """Where an article id of NLM's types leads, or "" where it leads nowhere."""
    if type == "doi" and not _DOI.fullmatch(value):
        return ""
    return _fill(_ARTICLE.get(type, ""), value)


def data_bank(name: str, accession: str) -> str:
    """The registry's or repository's page, or "" for one we do not know."""
    if _NCT.fullmatch(accession):
        name, accession = "clinicaltrials.gov", accession.upper()
    if name.lower() in ("dryad", "figshare"):
        found = _DOI.search(accession)
        return _fill(_REGISTRIES[name.lower()], found.group()) if found else ""
    return _fill(_REGISTRIES.get(name.lower(), ""), accession)


def orcid(value: str) -> str:
    """The person's ORCID page from any of the forms NLM prints, or ""."""
    found = _ORCID.search(value)
    return _fill(_PEOPLE["orcid"], "-".join(found.groups()).upper()) if found else ""


def bookshelf(book: str, part: str = "") -> str:
    """A book of NCBI's Bookshelf by its anchor, and a part of it; "" without one."""
    if not book:
        return ""
    where = f"https://www.ncbi.nlm.nih.gov/books/n/{quote(book, safe='')}/"
    return f"{where}{quote(part, safe='')}/" if part else where


def search(query: str) -> str:
    """Our own search page for a query."""
    return f"/search?q={quote_plus(query)}"


@lru_cache(maxsize=16_384)
def tagged(term: str, tag: str) -> str:
    """Our own search page for one exact term of a field: `"Lung Diseases"[mh]`."""
    return search('"{}"[{}]'.format(term.replace('"', " ").strip(), tag))


def _fill(pattern: str, value: str) -> str:
    return pattern.format(quote(value.strip(), safe="/:;()-._~")) if pattern and value.strip() else ""
