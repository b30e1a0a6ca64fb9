"""Citations: an `Article` in the formats that reference managers, LaTeX, word processors and people use.

Every function takes one article and gives text (`csl` a dict for `json.dumps`); none can fail on a record
that lacks a part.
"""

from __future__ import annotations

from osler.cite.bibtex import bibtex
from osler.cite.csl import csl
from osler.cite.csv_row import csv_header, csv_row
from osler.cite.formatted import STYLES, Style, formatted
from osler.cite.nbib import nbib
from osler.cite.ris import ris
from osler.cite.source import citation_line

__all__ = ["STYLES", "Style", "bibtex", "citation_line", "csl", "csv_header", "csv_row", "formatted", "nbib", "ris"]
