"""Keep a file in a corpus of its own and search it in PubMed's language; the answer says how it was understood."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from osler import wiring
from osler.cite import citation_line
from osler.config import Config
from osler.corpus.load import load
from osler.pubmed import xml
from osler.search.run import Request, run

FILE = Path(__file__).with_name("invented.xml")

with TemporaryDirectory() as home:
    config = Config(home=Path(home))
    engine = wiring.open_engine(config, create=True)
    print(f"{load(engine, FILE).records} records")

    answer = run(engine, wiring.open_vocabulary(config), Request('"invented sclerosis"[tiab] NOT okafor c[au]'))
    print(answer.translation)
    stored = engine.fetch(hit.pmid for hit in answer.hits)
    for hit in answer.hits:
        print(hit.pmid, citation_line(xml.parse(stored[hit.pmid].xml)))
    engine.close()
