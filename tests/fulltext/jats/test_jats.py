"""JATS to a page: nothing lost, nothing run, nothing fetched. The articles here are synthetic, the shared ones real."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

import html5lib
import lxml.html
import pytest
from lxml import etree

from osler.errors import BadInput
from osler.fulltext.jats import folder, parse, references, render
from osler.fulltext.jats.rules import RULES, Shown

MML = "http://www.w3.org/1998/Math/MathML"


def article(body: str = "", *, back: str = "", meta: str = "", doctype: str = "") -> bytes:
    """A synthetic article around the part a test is about."""
    return f"""{doctype}<article article-type="research-article" xmlns:xlink="http://www.w3.org/1999/xlink"
    xmlns:mml="{MML}"><front><journal-meta><journal-title>Synthetic Journal</journal-title></journal-meta>
    <article-meta><article-id pub-id-type="pmid">101</article-id><article-id pub-id-type="pmc">PMC77</article-id>
    <title-group><article-title>A <italic>synthetic</italic> title</article-title></title-group>{meta}</article-meta>
    </front><body>{body}</body><back>{back}</back></article>""".encode()


def shown(body: str = "", **more: str) -> str:
    return str(render(parse(article(body, **more))).body)


def test_blocks_inside_a_paragraph_come_between_its_halves() -> None:
    told = shown("<p>before <list><list-item><p>one</p></list-item></list> after</p>")
    assert "<p>before </p><ul><li>one</li></ul><p> after</p>" in told


def test_sections_make_the_contents_in_order() -> None:
    paper = render(
        parse(
            article(
                "<sec><title>A</title><sec><title>B</title><p>x</p></sec></sec><sec><title>C</title><sec><title>D</title></sec></sec>"
            )
        )
    )
    assert [(each.text, each.level) for each in paper.contents] == [("A", 1), ("B", 2), ("C", 1), ("D", 2)]
    assert all(f'id="{each.id}"' in paper.body for each in paper.contents)


def test_a_formula_is_mathml_and_brackets_survive() -> None:
    math = '<mml:math><mml:mfenced open="["><mml:mi>a</mml:mi><mml:mi>b</mml:mi></mml:mfenced></mml:math>'
    told = shown(f"<p><inline-formula><alternatives><tex-math>\\x</tex-math>{math}</alternatives></inline-formula></p>")
    assert "<math><mrow><mo>[</mo><mi>a</mi><mo>,</mo><mi>b</mi><mo>)</mo></mrow></math>" in told
    assert "\\x" not in told


def test_scripts_and_addresses_that_run_are_words() -> None:
    told = shown(
        '<p><ext-link xlink:href="javascript:alert(1)">click</ext-link> <script>alert(2)</script>'
        '<ext-link xlink:href="https://example.org/a?b=1&amp;c=2">safe</ext-link></p>'
        '<fig><graphic xlink:href="https://example.org/track.png"/></fig>'
    )
    assert "javascript:" not in told
    assert "<script" not in told
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noreferrer">safe</a>' in told
    assert "<img" not in told


def test_what_has_no_rule_is_shown_and_counted() -> None:
    paper = render(parse(article("<p>a <newfangled>b</newfangled></p><newblock><p>c</p></newblock>")))
    assert paper.unknown == {"newfangled": 1, "newblock": 1}
    assert "a b" in paper.body
    assert "<p>c</p>" in paper.body


def test_references_lead_into_the_mirror_first() -> None:
    back = """<ref-list><ref id="r1"><label>1</label><element-citation><person-group><name><surname>Doe</surname>
    <given-names>J</given-names></name><etal/></person-group><article-title>On it</article-title>
    <source>Synth J</source><year>2020</year><volume>3</volume><fpage>4</fpage><lpage>5</lpage>
    <pub-id pub-id-type="pmid">9</pub-id>
    <pub-id pub-id-type="doi">10.5555/x</pub-id></element-citation></ref></ref-list>"""
    tree = parse(article('<p>as said<xref ref-type="bibr" rid="r1">1</xref></p>', back=back))
    assert references.pmids(tree) == (9,)
    told = str(render(tree, here={9: "/article/9"}).body)
    assert '<li id="t-r1" value="1">Doe J, et al. On it. <i>Synth J</i>. 2020;3:4–5.' in told
    assert told.index("/article/9") < told.index("doi.org")
    assert '<a class="cite" href="#t-r1">1</a>' in told


def test_licence_reading_time_and_ids_are_said() -> None:
    meta = """<permissions><license xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>Free to
    use</license-p></license></permissions>"""
    paper = render(parse(article(f"<p>{'word ' * 480}</p>", meta=meta)))
    assert paper.licences[0].href == "https://creativecommons.org/licenses/by/4.0/"
    assert paper.minutes == 2
    assert dict(paper.ids) == {"pmid": "101", "pmcid": "77"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"not xml", "no XML"),
        (b"<html/>", "no JATS"),
        (article()[:200], "no XML"),
        (gzip.compress(article())[:-20], "too early"),
        (b"\x1f\x8b" + b"\0" * 30, "damaged"),
        (article(doctype='<!DOCTYPE article [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "entities"),
        (article(doctype='<!DOCTYPE article [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "entities"),
        (gzip.compress(b"<article>" + b" " * (41 * 2**20) + b"</article>"), "larger"),
        (b"<x>" * 5_000, "no XML"),
    ],
)
def test_bad_files_are_refused_by_reason(content: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        parse(content, "f.xml")


def test_entities_of_the_dtd_are_characters() -> None:
    told = str(
        render(parse(article("<p>5&nbsp;&mu;g &unheardof;</p>", doctype='<!DOCTYPE article SYSTEM "x.dtd">'))).body
    )
    assert "5\u00a0μg &amp;unheardof;" in told


def test_bombs_of_the_shared_folder(shared: Path) -> None:
    for bomb in sorted((shared / "data/hostile/xmlbombs/xmltestdata").glob("*.xml")):
        with pytest.raises(BadInput):
            parse(bomb.read_bytes(), bomb.name)


def test_a_folder_is_catalogued_once_and_forgets_what_went(tmp_path: Path) -> None:
    texts, home = tmp_path / "texts", tmp_path / "home"
    texts.mkdir()
    (texts / "a.nxml").write_bytes(article("<p>x</p>"))
    (texts / "b.xml").write_bytes(b"<broken")
    first = folder.catalogue(texts, home)
    assert (first.read, len(first.refused)) == (2, 1)
    assert folder.catalogue(texts, home).unchanged == 2
    assert folder.find(home, pmid=101) == folder.find(home, pmcid="PMC77") == texts / "a.nxml"
    (texts / "fig1.jpg").write_bytes(b"image")
    assert folder.image(texts / "a.nxml", "fig1") == (texts / "fig1.jpg", "image/jpeg")
    assert folder.image(texts / "a.nxml", "../a.nxml") is None
    (texts / "b.xml").unlink()
    assert folder.catalogue(texts, home).gone == 1


@pytest.mark.slow
def test_every_real_sample_is_shown_whole(shared: Path) -> None:
    """Every word of body, back and floats is on the page; every element has a rule; the HTML has no parse error."""
    words = re.compile(r"\s+")
    files = sorted((shared / "data/jats").glob("*.nxml.gz"))
    assert len(files) >= 200
    for number, file in enumerate(files):
        tree = parse(file.read_bytes(), file.name)
        paper = render(tree)
        assert not paper.unknown, file.name
        page = lxml.html.fromstring(f"<div>{paper.body}</div>")
        ids = Counter(each.get("id") for each in page.iter() if each.get("id"))
        assert not [name for name, count in ids.items() if count > 1], file.name
        flat = words.sub("", " ".join(map(str, page.itertext())))
        lost = [text for text in _texts(tree) if words.sub("", text) not in flat]
        assert not lost, (file.name, lost[:3])
        if number % 10 == 0:  # the parser of the HTML standard takes a second each
            parser = html5lib.HTMLParser()
            parser.parse(f"<!doctype html><title>x</title><main>{paper.front}{paper.body}</main>")
            assert not parser.errors, (file.name, parser.errors[:3])


def _texts(tree: etree._Element) -> list[str]:
    """Pieces of text that must be on the page: not labels and ids, which lists and links say in their own way."""
    found: list[str] = []
    for part in ("body", "back", "floats-group"):
        for top in tree.findall(part):
            for element in top.iter(etree.Element):
                names = [etree.QName(each).localname for each in (element, *element.iterancestors())]
                if any(RULES.get(name) is Shown.ASIDE or name in ("pub-id", "label", "tex-math") for name in names):
                    continue
                found += [text for text in (element.text, *(each.tail for each in element)) if text and len(text) > 5]
    return found
