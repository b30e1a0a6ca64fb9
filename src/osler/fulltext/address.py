"""Addresses made of identifiers; "" where an identifier cannot be one."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PMCID = re.compile(r"PMC\d{1,10}", re.ASCII)
_BOOK = re.compile(r"NBK\d{1,9}", re.ASCII)


def doi(value: str) -> str:
    """doi.org's address."""
    return f"https://doi.org/{quote(value, safe='/:;()-._~')}" if _DOI.fullmatch(value) else ""


def pmc(value: str) -> str:
    return f"https://www.ncbi.nlm.nih.gov/pmc/articles/{value}/" if _PMCID.fullmatch(value) else ""


def bookshelf(value: str) -> str:
    return f"https://www.ncbi.nlm.nih.gov/books/{value}/" if _BOOK.fullmatch(value) else ""


def host(url: str) -> str:
    """ "repository.example.org"; without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
