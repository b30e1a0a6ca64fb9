"""Read a file of NLM's and cite what is in it: no settings, no database, no web."""

from __future__ import annotations

from pathlib import Path

from osler import cite
from osler.model.article import Record
from osler.pubmed import xml

FILE = Path(__file__).with_name("invented.xml")

for event in xml.read(FILE):
    if isinstance(event, Record):
        print(cite.formatted(event.article, "ama"))
