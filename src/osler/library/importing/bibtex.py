"""BibTeX and BibLaTeX, by bibtexparser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import DuplicateBlockKeyBlock, Field
from bibtexparser.model import Entry as BibEntry

from osler.library.importing.entry import Entry, Trouble, entry

_COMMAND = re.compile(r"\\[a-zA-Z]+\s*|\\[`'^\"~=.]|[{}$]")
_SPECIAL = re.compile(r"\\([&%$#_{}])")
_TITLES = ("title",)


def bibtex(text: str) -> Iterator[Entry | Trouble]:
    """A broken entry is named by its line; the others are read."""
    library = parse_string(text, parse_stack=())
    for block in library.blocks:
        if isinstance(block, BibEntry):
            yield _entry(block)
    for failed in library.failed_blocks:
        inner = failed.ignore_error_block if isinstance(failed, DuplicateBlockKeyBlock) else None
        if isinstance(inner, BibEntry):  # a key twice is no reason to lose a paper
            yield _entry(inner)
        else:
            first = (failed.raw or "").strip().split("\n")[0][:60]
            yield Trouble(f"line {(failed.start_line or 0) + 1}", f"the entry cannot be read ({first})")


def _entry(block: BibEntry) -> Entry:
    fields = {field.key.lower(): _value(field) for field in block.fields}
    eprint = fields.get("eprint", "") if fields.get("eprinttype", "").lower() in ("pubmed", "pmid") else ""
    return entry(
        f"line {(block.start_line or 0) + 1}",
        title=_plain(" ".join(filter(None, (fields.get("title", ""), fields.get("subtitle", ""))))),
        date=fields.get("year", "") or fields.get("date", ""),
        journal=_plain(fields.get("journal", "") or fields.get("journaltitle", "")),
        doi=fields.get("doi", "").replace("\\", ""),
        pmid=fields.get("pmid", "") or eprint,
        pmcid=fields.get("pmcid", "") or fields.get("pmc", ""),
        ids=tuple(fields.get(name, "").replace("\\", "") for name in ("url", "note", "ee")),
    )


def _value(field: Field) -> str:
    value = str(field.value).strip()
    while len(value) > 1 and (value[0], value[-1]) in (("{", "}"), ('"', '"')):
        value = value[1:-1].strip()
    return value


def _plain(text: str) -> str:
    """Without LaTeX's commands: letters stay, accents go, which is how titles are compared anyway."""
    return _COMMAND.sub("", _SPECIAL.sub(r"\1", text))
