"""Makes docs/img/article.png, the picture of the README: made-up papers, served by Osler, seen by Chromium.

Run it after changing how pages look: `.venv/bin/python -m tools.pictures`. Nothing in the picture is a real paper.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

from playwright.sync_api import Browser, sync_playwright

from osler import wiring
from osler.config import Config
from osler.model.article import Record
from osler.pubmed import xml

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "img"
PORT = 8799
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_ABSTRACT = (
    (
        "BACKGROUND",
        "This paper is made up, to show a page of Osler. Imaginary sclerosis of the lung has few treatments.",
    ),
    (
        "METHODS",
        "In a double-blind trial at twelve imaginary hospitals, 210 patients took zorbimab or placebo for 48 weeks. "
        "The primary endpoint was the change in percent predicted FVC.",
    ),
    (
        "RESULTS",
        "FVC fell by 0.4 points with zorbimab and by 3.9 with placebo (difference 3.5; 95% CI 1.9 to 5.1). "
        "Skin scores did not differ. Serious adverse events were as frequent in both groups.",
    ),
    (
        "CONCLUSIONS",
        "In this invented trial, zorbimab preserved lung function for 48 weeks but did not change the skin.",
    ),
)
_TITLES = (
    (
        "Zorbimab for lung function in imaginary sclerosis: a made-up randomised trial",
        "Randomized Controlled Trial",
        2024,
    ),
    ("Zorbimab in imaginary sclerosis: an invented systematic review", "Systematic Review", 2023),
    ("Who loses lung function in imaginary sclerosis? A fictional cohort", "Observational Study", 2021),
    ("Imaginary sclerosis", "Review", 2019),
)


def record(pmid: int, title: str, kind: str, year: int) -> Record:
    sections = "".join(f'<AbstractText Label="{label}">{escape(text)}</AbstractText>' for label, text in _ABSTRACT)
    names = (("Doe", "Jane"), ("Roe", "Richard"), ("Poe", "Paula"), ("Noe", "Nils"))
    authors = "".join(
        f"<Author ValidYN='Y'><LastName>{last}</LastName><ForeName>{first}</ForeName><Initials>{first[0]}</Initials>"
        "<AffiliationInfo><Affiliation>Institute of Imaginary Medicine.</Affiliation></AffiliationInfo></Author>"
        for last, first in names
    )
    mesh = "".join(
        f'<MeshHeading><DescriptorName UI="D1" MajorTopicYN="N">{name}</DescriptorName></MeshHeading>'
        for name in ("Humans", "Lung Diseases, Interstitial", "Scleroderma, Systemic")
    )
    text = f"""<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print"><Volume>12</Volume><Issue>3</Issue>
<PubDate><Year>{year}</Year><Month>Mar</Month></PubDate></JournalIssue><Title>Journal of Imaginary Medicine</Title>
</Journal><ArticleTitle>{title}</ArticleTitle><Pagination><MedlinePgn>117-26</MedlinePgn></Pagination>
<Abstract>{sections}</Abstract><AuthorList>{authors}</AuthorList><Language>eng</Language>
<PublicationTypeList><PublicationType UI="">{kind}</PublicationType></PublicationTypeList></Article>
<MedlineJournalInfo><MedlineTA>J Imag Med</MedlineTA></MedlineJournalInfo><MeshHeadingList>{mesh}</MeshHeadingList>
</MedlineCitation><PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>
<ArticleId IdType="pubmed">{pmid}</ArticleId><ArticleId IdType="doi">10.5555/imaginary.{pmid}</ArticleId>
<ArticleId IdType="pmc">PMC{pmid}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"""
    data = text.encode()
    return Record(xml.parse(data), data)


@contextmanager
def served() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as home:
        engine = wiring.open_engine(Config(home=Path(home)), create=True)
        with engine.writer() as writer:
            writer.put([record(101 + n, *each) for n, each in enumerate(_TITLES)], source="made-up.xml")
            writer.commit()
        engine.close()
        command = [str(Path(sys.executable).with_name("osler")), "serve", "--port", str(PORT), "--workers", "1"]
        with subprocess.Popen(command, env={**os.environ, "OSLER_HOME": home}, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            try:
                yield f"http://127.0.0.1:{PORT}"
            finally:
                process.terminate()


def shoot(browser: Browser, url: str, width: int, height: int, scheme: Literal["light", "dark"]) -> bytes:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=1.5
    )
    page = context.new_page()
    page.goto(url)
    return page.screenshot()


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with served() as url, sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_ARGUMENTS)
        wide, narrow = Path(folder) / "wide.png", Path(folder) / "narrow.png"
        wide.write_bytes(shoot(browser, f"{url}/article/101", 1180, 800, "light"))
        narrow.write_bytes(shoot(browser, f"{url}/search?q=imaginary+sclerosis+lung", 360, 640, "dark"))
        both = Path(folder) / "both.html"
        both.write_text(
            "<body style='margin:0;background:#e7e4dc;width:1280px;height:880px;position:relative'>"
            "<style>img{position:absolute;border-radius:12px;box-shadow:0 12px 40px #0004}</style>"
            f"<img src='{wide.as_uri()}' width=1100 style='left:30px;top:30px'>"
            f"<img src='{narrow.as_uri()}' width=340 style='right:30px;bottom:30px;border-radius:22px'>"
        )
        page = browser.new_context(viewport={"width": 1280, "height": 880}).new_page()
        page.goto(both.as_uri())
        page.screenshot(path=IMAGES / "article.png")
        browser.close()


if __name__ == "__main__":
    main()
