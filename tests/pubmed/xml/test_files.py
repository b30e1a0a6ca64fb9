"""A file's events, in order: records, deletions, and a problem for whatever cannot be used."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from tests.pubmed.xml.made import HEAD, events, file, outline, record

from osler.model.article import Problem, Record
from osler.pubmed.xml import read
from osler.pubmed.xml.gunzip import PIECE

DELETIONS = b'<DeleteCitation>\n<PMID Version="1">7</PMID><PMID Version="1">8</PMID>\n</DeleteCitation>'


def test_records_and_deletions_in_the_order_of_the_file() -> None:
    assert outline(file(record(2), record(1), DELETIONS)) == [2, 1, -7, -8]
    assert outline(file(DELETIONS, record(7))) == [-7, -8, 7]


@pytest.mark.parametrize("zipped", [True, False])
def test_gzip_is_known_by_its_bytes_not_by_its_name(zipped: bool, tmp_path: Path) -> None:
    data = file(record(1))
    for name in ("a.xml.gz", "a.xml", "a"):
        (tmp_path / name).write_bytes(gzip.compress(data) if zipped else data)
        assert [type(each) for each in read(tmp_path / name)] == [Record]


def test_a_record_is_given_as_it_was_published() -> None:
    printed = record(1).replace(b"><", b">\n  <")
    (found,) = events(file(printed))
    assert isinstance(found, Record)
    assert found.xml == printed


def test_every_place_where_a_piece_may_end() -> None:
    """The file in steps of one size after another: nothing depends on where a chunk ends."""
    data = file(b"<!-- </PubmedArticle> -->", record(1), record(2, "<![CDATA[</PubmedArticle>]]>"), DELETIONS)
    for size in range(1, 200):
        assert [type(each).__name__ for each in read(Dripping(data, size))] == ["Record"] * 2 + ["Deletion"] * 2


class Dripping(BytesIO):
    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._step = size

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(self._step, size) if size and size > 0 else self._step)


def test_the_sets_of_other_years() -> None:
    citation = b"<MedlineCitation" + record(5).split(b"<MedlineCitation")[1].split(b"<PubmedData>")[0]
    book = (
        b'<BookDocument><PMID Version="1">6</PMID><ArticleIdList><ArticleId IdType="bookaccession">NBK6</ArticleId>'
        b"</ArticleIdList><Book><Publisher><PublisherName>P</PublisherName></Publisher><BookTitle>T</BookTitle><PubDate>"
        b"<Year>2001</Year></PubDate></Book></BookDocument>"
    )
    assert outline(file(citation, DELETIONS, root="MedlineCitationSet")) == [5, -7, -8]
    assert outline(file(b"<PubmedBookArticle>" + book + b"</PubmedBookArticle>", root="PubmedBookArticleSet")) == [6]
    deleted = b'<DeleteDocument><PMID Version="1">9</PMID></DeleteDocument>'
    assert outline(file(book, deleted, root="BookDocumentSet")) == [6, -9]
    assert outline(file(b"<PubmedBookArticle>" + book + b"</PubmedBookArticle>", record(1))) == [6, 1]
    assert outline(HEAD + record(3)) == [3]  # a record alone, without a set


def test_an_empty_set_is_no_problem() -> None:
    assert outline(HEAD + b"<PubmedArticleSet></PubmedArticleSet>") == []
    assert outline(HEAD + b"<PubmedArticleSet/>") == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"  \n ", "truncated"),
        (b"\x1f\x8b", "truncated"),
        (b"\x1f\x8b\x08 this is no gzip", "corrupt"),
        (b"\x1f\x8bxx this is no gzip", "corrupt"),
        (b"no xml at all", "unrecognised"),
        (b"\x00\x01\x02\x03" * 1000, "unrecognised"),
        (b"<", "truncated"),
        (b"<html><body>Service unavailable</body></html>", "unrecognised"),
        (b"<eFetchResult><ERROR>x</ERROR></eFetchResult>", "unrecognised"),
        (HEAD, "truncated"),
        (HEAD[:60], "truncated"),
        (HEAD + b"<PubmedArt", "truncated"),
        (HEAD + b"<PubmedArticleSet>", "truncated"),
        (HEAD + b"<PubmedArticleSet><!-- no end", "truncated"),
        (HEAD + b"<PubmedArticleSet></Pubmed", "truncated"),
    ],
)
def test_a_file_that_is_none_says_so_once(data: bytes, kind: str) -> None:
    (problem,) = events(data)
    assert isinstance(problem, Problem)
    assert problem.kind == kind
    assert problem.reason


def test_a_path_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.xml.gz", tmp_path):
        (problem,) = read(path)
        assert isinstance(problem, Problem)
        assert problem.kind == "unreadable"


def test_whatever_is_cut_off_what_came_before_is_kept() -> None:
    data = file(*(record(n) for n in range(1, 6)))
    ends = [data.index(b"</PubmedArticle>", data.index(f">{n}</PMID>".encode())) + 16 for n in range(1, 6)]
    whole = data.index(b"</PubmedArticleSet>")
    for cut in range(len(HEAD) + 30, whole + 18):
        *before, last = outline(data[:cut])
        assert before == [n for n, end in enumerate(ends, 1) if end <= cut]
        assert last == "truncated"


def test_gzip_cut_off_anywhere_gives_all_that_could_be_unpacked() -> None:
    data = file(*(record(n, f"Title {n * 7919 % 1009} of {n * 104729 % 1000003}") for n in range(1, 2000)))
    packed = gzip.compress(data)
    for cut in (100, len(packed) // 3, len(packed) // 2, len(packed) - 100, len(packed) - 9, len(packed) - 1):
        found = list(read(BytesIO(packed[:cut])))
        unpacked = _unpack(packed[:cut])
        assert [type(each) for each in found[:-1]] == [Record] * unpacked.count(b"</PubmedArticle>")
        last = found[-1]
        assert isinstance(last, Problem)
        assert last.kind == "truncated"
        assert last.record == len(found) or cut > len(packed) - 20


def _unpack(data: bytes) -> bytes:
    return zlib.decompressobj(31).decompress(data)


def test_a_byte_changed_in_gzip_is_noticed_at_the_latest_by_the_checksum() -> None:
    packed = bytearray(gzip.compress(file(*(record(n) for n in range(1, 400)))))
    packed[-6] ^= 0xFF  # within the checksum
    *before, last = events(bytes(packed))
    assert [type(each) for each in before] == [Record] * 399
    assert isinstance(last, Problem)
    assert last.kind == "corrupt"


def test_damage_in_the_middle_costs_what_comes_after_it() -> None:
    packed = bytearray(gzip.compress(file(*(record(n, f"Title {n * 7919 % 1009}") for n in range(1, 300)))))
    for at in range(len(packed) // 2, len(packed) // 2 + 40):
        damaged = bytes(packed[:at]) + bytes([packed[at] ^ 0x55]) + bytes(packed[at + 1 :])
        found = events(damaged)
        assert len(found) > 100
        assert isinstance(found[-1], Problem)
        assert found[-1].kind in ("corrupt", "truncated")


def test_gzip_in_several_members_is_one_file() -> None:
    data = file(record(1), record(2))
    assert outline(gzip.compress(data[:300]) + gzip.compress(data[300:])) == [1, 2]
    assert outline(gzip.compress(data) + bytes(512)) == [1, 2]  # padding


def test_a_bad_record_costs_only_itself() -> None:
    bad = record(2).replace(b"</ArticleTitle>", b"</Title>")
    one, problem, three = events(file(record(1), bad, record(3)))
    assert isinstance(one, Record)
    assert isinstance(three, Record)
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.pmid, problem.record) == ("malformed", 2, 2)
    assert "ArticleTitle" in problem.reason


@pytest.mark.parametrize("number", ["", "abc", "0", "-1", "1.5", "12345678901", "１２", "1_000", "+5", " "])
def test_a_record_without_a_usable_pmid(number: str) -> None:
    assert outline(file(record(1), record(number), record(3))) == [1, "no-pmid", 3]
    without = record(2).replace(b'<PMID Version="1">2</PMID>', b"")
    other = b'<CommentsCorrectionsList><CommentsCorrections RefType="Cites"><RefSource>x</RefSource>'
    other += b'<PMID Version="1">99</PMID></CommentsCorrections></CommentsCorrectionsList></MedlineCitation>'
    assert outline(file(without.replace(b"</MedlineCitation>", other))) == ["no-pmid"]


def test_records_without_their_end_tag_do_not_take_others_with_them() -> None:
    def open_(n: int) -> bytes:
        return record(n).removesuffix(b"</PubmedArticle>")

    assert outline(file(record(1), open_(2), record(3))) == [1, "malformed", 3]
    assert outline(file(open_(1), open_(2), open_(3), record(4), record(5))) == ["malformed"] * 3 + [4, 5]
    problems = [each.pmid for each in events(file(open_(1), open_(2), record(3))) if isinstance(each, Problem)]
    assert problems == [1, 2]


@pytest.mark.parametrize(
    "stray",
    [
        b"text between records",
        b"<Advertisement>buy</Advertisement>",
        b"<Advertisement/>",
        b"</PubmedArticl>",
        b"<Wrapped><PubmedArticle>no</PubmedArticle></Wrapped>",
        b"& 5 < 7",
    ],
)
def test_what_stands_between_records_is_skipped_and_said(stray: bytes) -> None:
    found = outline(file(record(1), stray, record(2)))
    assert found[0] == 1
    assert found[-1] == 2
    assert set(found[1:-1]) == {"stray"}


@pytest.mark.parametrize(
    "passage",
    [
        b"<!-- </PubmedArticle> <PubmedArticle> -->",
        b"<!-- > --><!---->",
        b"<?check </PubmedArticle> ?>",
        b"<!-- </PubmedArticleSet> -->",
    ],
)
def test_tags_in_comments_and_instructions_are_none(passage: bytes) -> None:
    within = record(2).replace(b"<Language>", passage + b"<Language>")
    assert outline(file(passage, record(1), within, passage, record(3))) == [1, 2, 3]


def test_cdata_is_text() -> None:
    (found,) = events(file(record(1, "A <![CDATA[</PubmedArticle> < & ]]> B")))
    assert isinstance(found, Record)
    assert found.article.title.plain == "A </PubmedArticle> < & B"


def test_spaces_in_tags_are_allowed() -> None:
    spaced = (
        record(1)
        .replace(b"<PubmedArticle>", b"<PubmedArticle\n  >")
        .replace(b"</PubmedArticle>", b"</PubmedArticle \n>")
    )
    assert outline(file(spaced, record(2), spaced)) == [1, 2, 1]
    assert outline(file(record(1)).replace(b"</PubmedArticleSet>", b"</PubmedArticleSet  >")) == [1]


def test_a_pmid_twice_is_given_twice() -> None:
    first, second = events(file(record(1, "First"), record(1, "Second")))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.article.title.plain, second.article.title.plain) == ("First", "Second")


def test_more_after_the_end_is_said() -> None:
    assert outline(file(record(1)) + b"\n0 records") == [1, "trailing"]
    assert outline(file(record(1)) + b"</PubmedArticleSet>") == [1, "trailing"]
    assert outline(file(record(1)) + b"\n\n<!-- made in 2026 -->\n") == [1]


@pytest.mark.parametrize("between", [b"", b"\n\n", b"\xef\xbb\xbf", b"\n<!-- next -->\n"])
def test_answers_written_one_after_the_other_are_all_read(between: bytes) -> None:
    """`efetch … >> all.xml` in a loop, or several files of NLM's packed into one."""
    whole = between.join((file(record(1), record(2)), file(record(3)), file(DELETIONS), file(head=b""), record(4)))
    assert outline(whole) == [1, 2, 3, -7, -8, 4]
    assert [type(each).__name__ for each in read(Dripping(whole, 7))] == ["Record"] * 3 + ["Deletion"] * 2 + ["Record"]


def test_what_stands_between_them_is_said_and_what_follows_is_read() -> None:
    refused = b"<eFetchResult><ERROR>ID list is empty</ERROR></eFetchResult>"
    limit = b'{"error":"API rate limit exceeded"}'
    assert outline(file(record(1)) + refused + file(record(2)) + limit + file(record(3))) == [1, "stray", 2, "stray", 3]
    assert outline(file(record(1)) + file(record(2))[:-40]) == [1, "truncated"]
    bomb = b'<!DOCTYPE PubmedArticleSet [<!ENTITY a "b">]>'
    assert outline(file(record(1)) + file(record(2), head=bomb)) == [1, "refused"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04...", "a zip archive"),
        (b"BZh91AY", "bzip2"),
        (b"PMID- 1\nTI  - x\n", "MEDLINE text"),
        (b"TY  - JOUR\n", "RIS"),
        (b'{"error": "API rate limit exceeded"}', "JSON"),
        (b"plain", "this is not XML"),
    ],
)
def test_a_file_of_another_kind_is_named(data: bytes, what: str) -> None:
    (problem,) = events(data)
    assert isinstance(problem, Problem)
    assert (problem.kind, what in problem.reason) == ("unrecognised", True)


def test_deletions_that_are_none() -> None:
    broken = b'<DeleteCitation><PMID Version="1">x</PMID><PMID Version="1">8</PMID></DeleteCitation>'
    assert outline(file(broken, record(1))) == ["no-pmid", -8, 1]
    assert outline(file(b"<DeleteCitation><PMID>7</DeleteCitation>", record(1))) == ["malformed", 1]


def test_namespaces_of_the_root_hold_for_each_record_alone() -> None:
    math = "<mml:math><mml:mi>x</mml:mi></mml:math>"
    declared = ' xmlns:mml="http://www.w3.org/1998/Math/MathML"'
    first, second = events(file(record(1, f"Of {math}"), record(2), attributes=declared))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.article.title.plain == "Of x"
    assert declared.encode() in first.xml
    assert list(read(BytesIO(first.xml))) == [first]


def test_a_file_longer_than_a_piece() -> None:
    count = 3 * PIECE // len(record(1))
    assert outline(file(*(record(n) for n in range(1, count))), zipped=True) == list(range(1, count))
