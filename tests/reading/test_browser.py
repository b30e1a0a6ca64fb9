"""Reading here in Chromium: accessible in both themes, whole at 320 px, nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from osler.fulltext.jats import folder
from tests.fulltext.jats.test_jats import article
from tests.web import papers
from tests.web.chromium import Watch, browser, check_sound, new_context
from tests.web.conftest import home  # noqa: F401  # fixture
from tests.web.server import Served, served

__all__ = ["browser"]
pytestmark = pytest.mark.browser

READ = f"/article/{papers.RICH}/read"
BODY = """<sec><title>Methods</title><p>Done<xref ref-type="bibr" rid="r1">1</xref> so: <inline-formula><mml:math>
<mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math></inline-formula></p><sec><title>Patients</title>
<list list-type="order"><list-item><p>One</p></list-item></list><disp-quote><p>Said.</p></disp-quote></sec></sec>
<sec><title>Results</title><table-wrap id="t1"><label>Table 1</label><caption><p>Of it</p></caption><table><thead><tr>
<th>A</th><th>B</th></tr></thead><tbody><tr><td>a rather long cell of words</td>
<td align="right">2</td></tr></tbody></table>
<table-wrap-foot><fn id="f1"><label>a</label><p>A note</p></fn></table-wrap-foot></table-wrap><fig id="g1"><label>Fig.
1</label><caption><title>Seen</title><p>What is seen.</p></caption><graphic xlink:href="https://example.org/g1.png"/></fig>
<boxed-text><p>In short.</p></boxed-text></sec><sec><title>Discussion</title><p>Words.</p></sec>"""
BACK = """<ref-list><ref id="r1"><label>1</label><mixed-citation>Doe J. On it. <source>Synth J</source> 2020;3:4.
<pub-id pub-id-type="pmid">102</pub-id><pub-id pub-id-type="doi">10.5555/x</pub-id></mixed-citation></ref></ref-list>"""


@pytest.fixture(scope="module")
def reading(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:  # noqa: F811
    place = tmp_path_factory.mktemp("reading")
    (place / "corpus").symlink_to(home / "corpus")
    texts = place / "texts"
    texts.mkdir()
    (texts / "synthetic.nxml").write_bytes(article(BODY, back=BACK))
    folder.catalogue(texts, place)
    with served(place) as server:
        yield server


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "path", [READ, "/openurl", "/openurl?rft.atitle=Nothing+of+the+kind", f"/article/{papers.BARE}/read"]
)
def test_pages_are_accessible_and_fit(browser: Browser, reading: Served, path: str, width: int, theme: str) -> None:
    context = new_context(browser, (width, 800), dark=theme == "dark")
    page, watch = context.new_page(), Watch(context, reading.url)
    page.goto(reading.url + path)
    check_sound(page, path)
    watch.check_quiet()
    if path == READ:
        assert page.locator(".toc details").evaluate("each => each.open") == (width > 1000)
    context.close()
