"""Bytes to entries: the encoding and the format are recognised by content, never by a file's name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator

from osler.errors import BadInput
from osler.library.importing import bibtex, csl, endnote, plain, rdf, tagged
from osler.library.importing.entry import Entry, File, Trouble

LARGEST = 20 * 1024 * 1024  # bytes of a file
MOST = 50_000  # entries of a file
_TROUBLES = 1_000  # named; more are counted

Reader = Callable[[str], Iterator[Entry | Trouble]]

FORMATS: dict[str, tuple[str, Reader]] = {
    "ris": ("RIS", tagged.ris),
    "nbib": ("nbib (MEDLINE)", tagged.medline),
    "wos": ("Web of Science", tagged.wos),
    "bibtex": ("BibTeX", bibtex.bibtex),
    "csl": ("CSL-JSON", csl.csl),
    "rdf": ("Zotero RDF", rdf.rdf),
    "refer": ("EndNote's tagged text", endnote.refer),
    "endnote": ("EndNote XML", endnote.xml),
    "xml": ("PubMed XML", plain.pubmed_xml),
    "table": ("table", plain.table),
    "list": ("list", plain.listed),
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RIS = re.compile(r"^(TY|ER)\s{1,2}-", re.MULTILINE)
_RIS_TAG = re.compile(r"^[A-Z][A-Z0-9]\s{1,2}-(?:\s|$)", re.MULTILINE)
_MEDLINE = re.compile(r"^(PMID|OWN |STAT) {0,2}- ", re.MULTILINE)
_WOS = re.compile(r"\A\s*(FN |VR |PT )[^\n]*\n[\s\S]*^ER\s*$", re.MULTILINE)
_REFER = re.compile(r"\A\s*%[0-9A-Z] [\s\S]*^%T ", re.MULTILINE)
_BIBTEX = re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)


def read(data: bytes) -> File:
    """Raises BadInput for a file that is too large, empty, or of no format known here."""
    if len(data) > LARGEST:
        raise BadInput(f"the file is larger than {LARGEST // 2**20} MB; divide it")
    text, remark = decoded(data)
    name = recognised(text)
    entries, troubles = _sorted_out(FORMATS[name][1](text))
    if not entries and not troubles:
        raise BadInput("nothing that looks like a reference stands in this file")
    return File(name, entries, (*((remark,) if remark else ()), *troubles))


def decoded(data: bytes) -> tuple[str, Trouble | None]:
    """Unix line ends, no BOM, no NUL. A remark where the letters had to be guessed."""
    remark = None
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(encoding, "replace")
            break
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            remark = Trouble(f"line {line}", "not UTF-8 from here; read as Windows-1252, so accents may be wrong")
            text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").lstrip("\ufeff"), remark


def recognised(text: str) -> str:
    """A key of FORMATS. Raises BadInput."""
    start = text.lstrip()[:2_000]
    if not start:
        raise BadInput("the file is empty")
    if start[0] in "[{" and not _BIBTEX.match(start):
        return "csl"
    if start[0] == "<":
        return _xml(start, text)
    if _REFER.match(start):
        return "refer"
    for name, pattern in (("ris", _RIS), ("nbib", _MEDLINE), ("bibtex", _BIBTEX), ("wos", _WOS)):
        if pattern.search(text) and (name != "ris" or len(_RIS_TAG.findall(text)) > 1):
            return name
    return "table" if plain.is_table(text.lstrip()) else "list"


def _xml(start: str, text: str) -> str:
    if "rdf:RDF" in start or "http://www.w3.org/1999/02/22-rdf-syntax-ns#" in start:
        return "rdf"
    if "<PubmedArticle" in text or "<MedlineCitation" in text or "<PubmedBookArticle" in text:
        return "xml"
    if "<records>" in text and "<record>" in text and "<titles>" in text:
        return "endnote"
    raise BadInput("this XML is neither EndNote's, Zotero RDF nor PubMed's; export RIS, BibTeX or CSL-JSON instead")


def _sorted_out(found: Iterable[Entry | Trouble]) -> tuple[tuple[Entry, ...], tuple[Trouble, ...]]:
    entries: list[Entry] = []
    troubles: list[Trouble] = []
    more = 0
    for each in map(_worth_it, found):
        if isinstance(each, Entry):
            entries.append(each)
        elif len(troubles) < _TROUBLES:
            troubles.append(each)
        else:
            more += 1
        if len(entries) > MOST:
            raise BadInput(f"more than {MOST:,} references; divide the file")
    if more:
        troubles.append(Trouble("", f"and {more:,} more of the kind"))
    return tuple(entries), tuple(troubles)


def _worth_it(each: Entry | Trouble) -> Entry | Trouble:
    if isinstance(each, Entry) and each.empty:
        return Trouble(each.where, "the entry has neither title nor identifier")
    return each
