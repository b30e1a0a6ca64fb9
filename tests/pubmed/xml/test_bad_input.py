"""Bad input: refused or kept as a problem, never fetched, never fatal, never without bound."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.pubmed.xml.made import HEAD, events, file, outline, record

from osler.errors import SourceProblem
from osler.model.article import Deletion, Problem, Record
from osler.pubmed.xml import parse, read

SUBSETS = {
    "internal entity": '<!ENTITY a "aaaa">',
    "bomb": '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">',
    "external file": '<!ENTITY a SYSTEM "file:///etc/passwd">',
    "external address": '<!ENTITY a SYSTEM "http://127.0.0.1:9/x">',
    "parameter": '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;',
    "attribute default": '<!ATTLIST PMID Version CDATA "7">',
    "after a comment": '<!-- ]> --><!ENTITY a "]>">',
}


@pytest.mark.parametrize("subset", SUBSETS.values(), ids=SUBSETS.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_with_declarations_of_its_own_is_refused(subset: str, encoding: str) -> None:
    text = f'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [{subset}]>' + file(record(1, "&a;"), head=b"").decode()
    data = text.encode(encoding)
    (problem,) = events(data)
    assert isinstance(problem, Problem)
    assert problem.kind == "refused"
    alone = text.replace("<PubmedArticleSet>", "").replace("</PubmedArticleSet>", "").encode(encoding)
    with pytest.raises(SourceProblem) as raised:
        parse(alone)
    assert raised.value.kind == "refused"


def test_a_document_type_without_them_is_not() -> None:
    for subset in ("[]", "[ <!-- nothing --> ]", "[<!ELEMENT b ANY>]", '[<!NOTATION n SYSTEM "n">]'):
        head = f'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet SYSTEM "http://127.0.0.1:9/no.dtd" {subset}>'
        assert outline(file(record(1), head=head.encode())) == [1]


def test_an_entity_nobody_declared_is_a_bad_record() -> None:
    assert outline(file(record(1, "&nbsp;"), record(2, "&#xA0;x"), record(3, "&lt;"))) == ["malformed", 2, 3]


@pytest.mark.parametrize("name", ["cyclic", "dtd", "external", "external_file", "quadratic", "xmlbomb", "xmlbomb2"])
def test_the_collected_bombs(shared: Path, name: str) -> None:
    path = shared / f"data/hostile/xmlbombs/xmltestdata/{name}.xml"
    (problem,) = read(path)
    assert isinstance(problem, Problem)
    assert problem.kind in ("refused", "unrecognised")
    with pytest.raises(SourceProblem):
        parse(path.read_bytes())


@pytest.mark.parametrize(
    "character", [chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"] + ["\ufffe", "\uffff"]
)
def test_a_character_that_is_none_in_xml_is_replaced_wherever_it_stands(character: str) -> None:
    for bad in (
        record(2, f"A{character}B"),
        record(2).replace(b'Owner="NLM"', f'Owner="N{character}"'.encode()),
        record(2, article=f"<Abstract><AbstractText>A {character}</AbstractText></Abstract>"),
        record(2, inside=f"<GeneralNote>{character}</GeneralNote>"),
    ):
        assert outline(file(record(1), bad, record(3))) == [1, "forbidden-character", 2, 3]
    for reference in (f"&#{ord(character)};", f"&#x{ord(character):x};", f"&#00{ord(character)};"):
        assert outline(file(record(1, reference))) == ["forbidden-character", 1]


def test_odd_characters_that_are_some_stay() -> None:
    odd = "\x7f\x80\x9f\u200b\u202e\ufeff\U0001f600 e\u0301 \u00a0x"
    (found,) = events(file(record(1, odd)))
    assert isinstance(found, Record)
    assert found.article.title.plain == odd.strip()


def test_bytes_that_are_no_utf8_are_a_bad_record() -> None:
    for bad in (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"):
        assert outline(file(record(1), record(2, "@@").replace(b"@@", bad), record(3))) == [1, "malformed", 3]


@pytest.mark.parametrize("title", ["a ]]> b", "<b>open", "</b>", "a < b", "a & b", "<b a=1>x</b>", "<b x='<'>x</b>"])
def test_what_is_no_xml_is_a_bad_record(title: str) -> None:
    assert outline(file(record(1), record(2, title), record(3))) == [1, "malformed", 3]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-8859-1", "windows-1252", "iso-8859-2", "us-ascii"],
)
def test_other_encodings_become_utf8(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{declared}"?>\n' + file(record(1, "Sj\xf6gren's &#223;"), head=b"").decode()
    text = text.replace("\xf6", "&#246;") if encoding == "us-ascii" else text
    (found,) = events(text.encode(encoding))
    assert isinstance(found, Record)
    assert found.article.title.plain == "Sjögren's ß"
    assert found.xml.decode().startswith("<PubmedArticle>")
    assert list(read(BytesIO(text.encode(encoding)))) == list(read(Dribble(text.encode(encoding))))


class Dribble(BytesIO):
    """Three bytes at a time: characters are cut in two."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(3)


@pytest.mark.parametrize("name", ["x-unknown", "rot13", "unicode_escape", "idna", "zlib_codec", "utf-7", "undefined"])
def test_an_encoding_nobody_writes_is_said(name: str) -> None:
    (problem,) = events(file(record(1), head=f'<?xml version="1.0" encoding="{name}"?>'.encode()))
    assert isinstance(problem, Problem)
    assert problem.kind == "encoding"
    assert name in problem.reason


def test_text_that_is_not_in_the_encoding_it_names() -> None:
    data = '<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16") + file(record(1), head=b"").decode().encode(
        "utf-16-le"
    )
    *before, last = events(data + b"\x00")
    assert [type(each) for each in before] == [Record]
    assert isinstance(last, Problem)


def test_six_hundred_authors() -> None:
    people = "".join(
        f'<Author ValidYN="Y"><LastName>Name{n}</LastName><ForeName>First{n}</ForeName><Initials>F</Initials>'
        f"<AffiliationInfo><Affiliation>Place {n % 7}</Affiliation></AffiliationInfo></Author>"
        for n in range(600)
    )
    (found,) = events(file(record(1, article=f'<AuthorList CompleteYN="Y">{people}</AuthorList>')))
    assert isinstance(found, Record)
    assert [each.last_name for each in found.article.authors] == [f"Name{n}" for n in range(600)]
    assert found.article.authors[599].affiliations[0].text.plain == "Place 4"


def test_wrong_dates_are_kept_as_printed() -> None:
    date = "<DateRevised><Year>2019</Year><Month>13</Month><Day>45</Day></DateRevised>"
    bad = record(1).replace(b"<Article ", f"{date}<Article ".encode()).replace(b"<Year>2001", b"<Year>never")
    (found,) = events(file(bad))
    assert isinstance(found, Record)
    assert found.article.date_revised is not None
    assert found.article.date_revised.printed == "2019 13 45"
    assert found.article.date_revised.sortable == 20190000
    assert found.article.pub_date.printed == "never"
    assert found.article.pub_date.sortable == 0


def test_unknown_elements_are_listed_and_stay_in_the_record() -> None:
    new = record(1, "A <new>kind of</new> title", inside="<Funding><Of>x</Of></Funding>")
    new = new.replace(b"<MeshHeadingList>", b"").replace(b"<Language>", b"<Mood>fine</Mood><Language>")
    (found,) = events(file(new))
    assert isinstance(found, Record)
    assert set(found.article.unknown_elements) == {"ArticleTitle/new", "MedlineCitation/Funding", "Article/Mood"}
    assert found.article.title.plain == "A kind of title"
    assert b"<Funding><Of>x</Of></Funding>" in found.xml
    assert found.article.languages == ("eng",)


def test_deep_nesting_is_a_bad_record() -> None:
    for depth in (300, 100_000):
        assert outline(file(record(1, "<b>" * depth + "</b>" * depth), record(2))) == ["malformed", 2]
    lists = "<ReferenceList>" * 200 + "</ReferenceList>" * 200
    (found,) = events(file(record(1).replace(b"</PubmedData>", lists.encode() + b"</PubmedData>")))
    assert isinstance(found, Record)


def test_a_record_too_long_to_hold_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osler.pubmed.xml.split.LARGEST_RECORD", 1 << 20)
    long = "<Abstract><AbstractText>" + "word " * 300_000 + "</AbstractText></Abstract>"
    commented = "<Abstract><AbstractText><!-- </PubmedArticle> -->" + "word " * 300_000 + "</AbstractText></Abstract>"
    found = events(file(record(1), record(2, article=long), record(3), record(4, article=commented), record(5)))
    kinds = [each.kind if isinstance(each, Problem) else "record" for each in found]
    assert kinds == ["record", "oversized", "record", "oversized", "record"]
    assert [each.pmid for each in found if isinstance(each, Problem)] == [2, 4]


def test_random_damage_never_escapes() -> None:
    """Whatever happens to a file, what comes out are events and nothing is raised."""
    clean = file(
        record(1, "One"), record(2, "<i>Two</i> &amp; more"), b"<DeleteCitation><PMID>3</PMID></DeleteCitation>"
    )

    @settings(max_examples=300, deadline=None)
    @given(st.integers(0, len(clean)), st.integers(0, 60), st.binary(max_size=12))
    def damaged(at: int, length: int, other: bytes) -> None:
        data = clean[:at] + other + clean[at + length :]
        for each in (*read(BytesIO(data)), *read(BytesIO(gzip.compress(data)))):
            assert isinstance(each, Record | Deletion | Problem)

    damaged()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
@example(b"</PubmedArticleSet>")
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for start in (
        b"",
        b"\x1f\x8b\x08\x00",
        HEAD,
        HEAD + b"<PubmedArticleSet>",
        HEAD + b"<PubmedArticleSet><PubmedArticle>",
    ):
        found = list(read(BytesIO(start + data)))
        assert found or not len(etree.fromstring(start + data))  # silence is for a whole file of nothing
        assert all(isinstance(each, Record | Deletion | Problem) for each in found)


class Endless(io.RawIOBase):
    """A file that goes on and on, without being anywhere."""

    def __init__(self, *parts: Iterator[bytes]) -> None:
        self._parts = (piece for part in parts for piece in part)

    def read(self, size: int = -1) -> bytes:
        return next(self._parts, b"")


MEMORY = """
import sys
from itertools import chain, repeat
from osler.pubmed.xml import read
from lxml import etree
from tests.pubmed.xml.made import HEAD, record
from tests.pubmed.xml.test_bad_input import Endless

filler = b"x" * 65536
many, what = int(sys.argv[2]), sys.argv[1]
start, end = [HEAD + b"<PubmedArticleSet>"], [b"</PubmedArticleSet>"]
inside = {
    "records": repeat(record(1), many * 8),
    "comment": chain([b"<!--"], repeat(filler, many), [b"-->"]),
    "text": repeat(filler, many),
    "record": chain([record(1, "@").split(b"@")[0]], repeat(filler, many), [record(1, "@").split(b"@")[1]]),
    "element": chain([b"<Other>"], repeat(filler, many), [b"</Other>"]),
    "tag": chain([b"<Other a='"], repeat(filler, many), [b"'/>"]),
    "unclosed": chain([b"<PubmedArticle><!--"], repeat(filler, many)),
}[what]
for event in read(Endless(iter(start), iter(inside), iter(end))):
    pass
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux's /proc")
@pytest.mark.parametrize("what", ["records", "comment", "text", "element", "tag"])
def test_memory_does_not_grow_with_the_file(what: str, root: Path) -> None:
    assert peak_mb(what, 1_600, root) < 64  # 100 MB of it


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux's /proc")
@pytest.mark.parametrize("what", ["record", "unclosed"])
def test_memory_is_bounded_for_a_record_of_any_length(what: str, root: Path) -> None:
    assert peak_mb(what, 1_600, root) < 96  # 16 MB are held before a record is given up


def peak_mb(what: str, many: int, root: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, what, str(many)], cwd=root, capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024


def test_a_gzip_bomb_is_read_in_steps(root: Path) -> None:
    packed = gzip.compress(HEAD + b"<PubmedArticleSet>" + b" " * (100 << 20) + b"</PubmedArticleSet>", 9)
    assert len(packed) < 1 << 20
    assert list(read(BytesIO(packed))) == []


@pytest.mark.parametrize("forbidden", ["\x01", "\x0b", "\x1f", "\uffff", "&#0;", "&#x1F;", "&#008;"])
def test_a_forbidden_character_costs_itself_and_not_the_record(forbidden: str) -> None:
    data = file(record(1, f"before {forbidden}after"), record(2))
    problem, kept, other = events(data)
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.pmid, problem.record) == ("forbidden-character", 1, 1)
    assert isinstance(kept, Record)
    assert kept.article.title.plain == "before \ufffdafter"
    assert parse(kept.xml) == kept.article, "what is kept can be read and given again"
    assert isinstance(other, Record)


def test_a_forbidden_character_excuses_nothing_else() -> None:
    assert outline(file(record(1, "a \x01 <i>b"), record(2))) == ["malformed", 2]
