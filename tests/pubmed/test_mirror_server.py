"""A real web server on loopback, well behaved and not: what is asked of it, how often, and what is said in the end."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.pubmed.nlm_server import NlmServer, cut_after, other, running, status, trickle

from osler.errors import MirrorUnreachable, OutOfSpace, SourceProblem
from osler.pubmed.mirror import NLM, MirrorFile
from osler.pubmed.server import Server
from osler.pubmed.transfer import Patience

NAME = "pubmed26n0001.xml.gz"
PATH = f"/pubmed/baseline/{NAME}"
DATA = gzip.compress(bytes(range(256)) * 4000, mtime=0) + b"\0" * 200_000
Fetch = Callable[[], bytes]


@pytest.fixture
def nlm() -> Iterator[NlmServer]:
    with running() as server:
        yield server


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def server(nlm: NlmServer, pauses: list[float]) -> Iterator[Server]:
    client = Server(nlm.address, Patience(read=0.3, connect=1, window=0.5, sleep=pauses.append))
    yield client
    client.close()


def fetch(server: Server, into: Path, *, told: list[int] | None = None) -> bytes:
    (file,) = server.listing().files
    report = (told if told is not None else []).append
    return server.fetch(file, server.md5(file), into, report).read_bytes()


def test_the_listing_of_both_folders_is_read_with_its_dates(nlm: NlmServer, server: Server) -> None:
    nlm.add("updatefiles", "pubmed26n0003.xml.gz", b"c", date="2026-01-02 14:03")
    nlm.add("updatefiles", "pubmed26n0004.xml.gz", b"d", date="03-Jan-2026 14:05")
    nlm.add("updatefiles", "pubmed26n0005.xml.gz", b"e", date="2026-99-99 99:99")
    nlm.add("updatefiles", "pubmed26n0006.xml.gz", b"f", date="2026-Jan-04 14:07:09")
    nlm.add("baseline", NAME, b"a")
    nlm.files["/pubmed/baseline/README.txt"] = b"hello"
    nlm.files["/pubmed/baseline/other.xml.gz"] = b"?"
    listing = server.listing()
    assert [(f.name, f.folder, f.number) for f in listing.files] == [
        (NAME, "baseline", 1),
        ("pubmed26n0003.xml.gz", "updatefiles", 3),
        ("pubmed26n0004.xml.gz", "updatefiles", 4),
        ("pubmed26n0005.xml.gz", "updatefiles", 5),
        ("pubmed26n0006.xml.gz", "updatefiles", 6),
    ]
    assert [f.modified for f in listing.files[1:]] == [
        datetime(2026, 1, 2, 14, 3, tzinfo=UTC),
        datetime(2026, 1, 3, 14, 5, tzinfo=UTC),
        None,
        datetime(2026, 1, 4, 14, 7, tzinfo=UTC),
    ]
    assert listing.ignored == ("other.xml.gz",)


def test_links_that_lead_out_of_the_folder_are_not_followed(nlm: NlmServer, server: Server) -> None:
    tricks = [
        "../../../etc/pubmed26n0001.xml.gz",
        "/etc/pubmed26n0002.xml.gz",
        "https://evil.example/pubmed/baseline/pubmed26n0003.xml.gz",
        "..%2fpubmed26n0004.xml.gz",
        "%2e%2e/pubmed26n0005.xml.gz",
        "sub/pubmed26n0006.xml.gz",
        "file:///pubmed26n0007.xml.gz",
    ]
    good = f"<A class=x HREF='./{NAME}'>x</A> <a href=/pubmed/baseline/pubmed26n0008.xml.gz>x</a>"
    page = "".join(f'<a href="{link}">x</a>' for link in tricks) + good
    nlm.files["/pubmed/baseline/"] = page.encode()
    assert [f.name for f in server.listing().files] == [NAME, "pubmed26n0008.xml.gz"]


@pytest.mark.parametrize(
    "link", ["https://127.0.0.1/pubmed/baseline/{}", "{}?download=1", "http://127.0.0.1:80/pubmed/%62aseline/{}"]
)
def test_a_proxys_links_are_asked_for_under_the_folders_own_address(
    nlm: NlmServer, server: Server, tmp_path: Path, link: str
) -> None:
    nlm.add("baseline", NAME, DATA)
    nlm.files["/pubmed/baseline/"] = f'<a href="{link.format(NAME)}">{NAME}</a>'.encode()
    assert fetch(server, tmp_path) == DATA


def test_a_flat_listing_is_taken_where_there_are_no_folders(nlm: NlmServer, tmp_path: Path) -> None:
    nlm.add("updatefiles", NAME, DATA)
    client = Server(nlm.address + "/updatefiles/")
    assert fetch(client, tmp_path) == DATA
    assert client.listing().files[0].folder == "updatefiles"
    client.close()


def test_a_place_without_files_is_not_a_mirror(nlm: NlmServer, server: Server) -> None:
    with pytest.raises(MirrorUnreachable, match="no baseline/"):
        server.listing()
    nlm.files["/pubmed/"] = b"<html>Log in to the hotel's network</html>"
    with pytest.raises(MirrorUnreachable, match="no baseline/"):
        server.listing()


def test_a_file_comes_whole_and_progress_adds_up(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.add("baseline", NAME, DATA)
    told: list[int] = []
    assert fetch(server, tmp_path, told=told) == DATA
    assert sum(told) == len(DATA)
    assert [p.name for p in tmp_path.iterdir()] == [NAME]


def test_a_file_already_here_is_not_asked_for_again(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.add("baseline", NAME, DATA)
    fetch(server, tmp_path)
    assert fetch(server, tmp_path) == DATA
    assert len(nlm.asked(NAME)) == 1


def test_a_dropped_line_is_taken_up_where_it_stopped(
    nlm: NlmServer, server: Server, tmp_path: Path, pauses: list[float]
) -> None:
    nlm.add("baseline", NAME, DATA)
    nlm.wrong[PATH] = [cut_after(70_000)] * 2
    assert fetch(server, tmp_path) == DATA
    assert nlm.asked(NAME) == ["", "bytes=70000-", "bytes=140000-"]
    assert pauses == [1.0, 1.0]  # each try brought more: the count begins anew


def test_what_another_run_left_is_continued(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.add("baseline", NAME, DATA)
    (file,) = server.listing().files
    md5 = server.md5(file)
    assert md5
    (tmp_path / f"{NAME}.{md5[:8]}.part").write_bytes(DATA[:1000])
    (tmp_path / f"{NAME}.ffffffff.part").write_bytes(b"of an earlier issue")
    assert fetch(server, tmp_path) == DATA
    assert nlm.asked(NAME) == ["bytes=1000-"]


@pytest.mark.parametrize("left", [DATA, DATA + b"more", b"wrong" * 100])
def test_whatever_a_part_holds_the_file_ends_whole(nlm: NlmServer, server: Server, tmp_path: Path, left: bytes) -> None:
    nlm.add("baseline", NAME, DATA)
    (file,) = server.listing().files
    (tmp_path / f"{NAME}.{(server.md5(file) or '')[:8]}.part").write_bytes(left)
    assert fetch(server, tmp_path) == DATA


def test_without_ranges_the_file_starts_over(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.ranges = False
    nlm.add("baseline", NAME, DATA)
    nlm.wrong[PATH] = [cut_after(70_000), cut_after(50_000)]
    assert fetch(server, tmp_path) == DATA
    assert len(nlm.asked(NAME)) == 3


def test_a_range_that_was_not_asked_for_is_not_used(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.add("baseline", NAME, DATA)

    def wrong_part(handler: object, data: bytes) -> bool:
        handler.reply(206, data[5:], {"Content-Range": f"bytes 5-{len(data) - 1}/{len(data)}"})  # type: ignore[attr-defined]
        return True

    nlm.wrong[PATH] = [cut_after(1000), wrong_part]
    assert fetch(server, tmp_path) == DATA
    assert nlm.asked(NAME) == ["", "bytes=1000-", ""]


def test_content_encoding_does_not_unpack_the_file(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    data = gzip.compress(b"<xml/>")
    nlm.add("baseline", NAME, data)
    nlm.wrong[PATH] = [other(data, Content_Encoding="gzip")]
    assert fetch(server, tmp_path) == data


def test_a_silent_server_is_asked_again(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.add("baseline", NAME, DATA)
    nlm.wrong[PATH] = [trickle(0.6)]
    assert fetch(server, tmp_path) == DATA


def test_a_trickling_server_is_dropped_and_its_bytes_kept(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.add("baseline", NAME, DATA)
    nlm.wrong[PATH] = [trickle(0.05)]
    assert fetch(server, tmp_path) == DATA
    first, second = nlm.asked(NAME)
    assert first == ""
    assert second.startswith("bytes=")


def test_busy_servers_are_waited_for_as_long_as_they_ask_within_bounds(
    nlm: NlmServer, server: Server, tmp_path: Path, pauses: list[float]
) -> None:
    nlm.add("baseline", NAME, DATA)
    nlm.wrong[PATH] = [status(503, Retry_After="7"), status(429, Retry_After="86400"), status(500)]
    nlm.wrong["/pubmed/baseline/"] = [status(503, Retry_After="Thu, 01 Jan 1970 00:00:00 GMT")]
    assert fetch(server, tmp_path) == DATA
    assert pauses == [0.0, 7.0, 60.0, 4.0]


def test_patience_ends_and_the_file_is_named(
    nlm: NlmServer, server: Server, tmp_path: Path, pauses: list[float]
) -> None:
    nlm.add("baseline", NAME, DATA)
    nlm.wrong[PATH] = [status(503)] * 9
    with pytest.raises(MirrorUnreachable, match=rf"{NAME}: the server answered 503 .*tried 5 times"):
        fetch(server, tmp_path)
    assert pauses == [1.0, 2.0, 4.0, 8.0]


def test_a_file_listed_but_absent_is_named(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.add("baseline", NAME, DATA)
    nlm.wrong[PATH] = [status(404)] * 5
    with pytest.raises(MirrorUnreachable, match=rf"{NAME}: the server answered 404"):
        fetch(server, tmp_path)


def test_a_refusal_is_not_tried_again(nlm: NlmServer, server: Server, pauses: list[float]) -> None:
    nlm.add("baseline", NAME, DATA)
    nlm.wrong["/pubmed/baseline/"] = [status(403)]
    with pytest.raises(MirrorUnreachable, match="list of baseline: the server answered 403"):
        server.listing()
    assert pauses == []


def test_a_wrong_sum_is_fetched_again_then_refused(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.add("baseline", NAME, DATA)
    nlm.wrong[PATH] = [other(DATA[:-1] + b"?")]
    assert fetch(server, tmp_path) == DATA
    nlm.add("baseline", NAME, DATA, md5="0" * 32)
    with pytest.raises(SourceProblem, match="wrong checksum") as caught:
        fetch(server, tmp_path)
    assert caught.value.file == NAME
    assert len(nlm.asked(NAME)) == 2 + 5
    assert not list(tmp_path.glob("*.part"))


def test_a_file_that_always_stops_in_the_middle_is_refused_in_the_end(
    nlm: NlmServer, server: Server, tmp_path: Path
) -> None:
    nlm.ranges = False
    nlm.add("baseline", NAME, DATA)
    nlm.wrong[PATH] = [cut_after(5000)] * 9
    with pytest.raises(SourceProblem, match=f"{NAME}: cut short"):
        fetch(server, tmp_path)


def test_a_full_disk_is_said_as_such(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.add("baseline", NAME, DATA)
    (file,) = server.listing().files
    (tmp_path / f"{NAME}.{(server.md5(file) or '')[:8]}.part").symlink_to("/dev/full")
    with pytest.raises(OutOfSpace, match=f"{NAME}: the disk of .* is full"):
        fetch(server, tmp_path)


def test_a_folder_that_cannot_be_written_is_named(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.add("baseline", NAME, DATA)
    (tmp_path / "file").touch()
    with pytest.raises(SourceProblem, match=f"{NAME}: cannot be kept in .*file"):
        fetch(server, tmp_path / "file" / "downloads")


def test_without_a_sum_the_file_must_be_sound_gzip(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    whole = gzip.compress(b"<PubmedArticleSet/>" * 100)
    nlm.add("baseline", NAME, whole, md5=None)
    nlm.wrong[PATH] = [other(whole[:-9]), other(b"<html>Try later</html>")]
    (tmp_path / f"{NAME}.unchecked.part").write_bytes(b"of nobody knows when")
    assert fetch(server, tmp_path) == whole
    nlm.wrong[PATH] = [other(whole[:-9])] * 5
    with pytest.raises(SourceProblem, match="gzip stream ends early"):
        fetch(server, tmp_path)


def test_redirects_are_followed_but_not_without_end(nlm: NlmServer, server: Server, tmp_path: Path) -> None:
    nlm.add("baseline", NAME, DATA)
    nlm.files["/elsewhere"] = DATA
    nlm.wrong[PATH] = [status(302, Location="/elsewhere")]
    assert fetch(server, tmp_path) == DATA
    nlm.wrong["/pubmed/baseline/"] = [status(302, Location="/pubmed/baseline/")] * 9
    with pytest.raises(MirrorUnreachable, match="redirected without end"):
        server.listing()
    nlm.wrong["/pubmed/baseline/"] = [status(302, Location="file:///etc/passwd")]
    with pytest.raises(MirrorUnreachable, match="not HTTP"):
        server.listing()


def test_nobody_there_is_said_with_the_address(pauses: list[float]) -> None:
    server = Server("http://name:secret@127.0.0.1:9/pubmed/", Patience(tries=2, sleep=pauses.append))
    with pytest.raises(
        MirrorUnreachable, match=r"http://127.0.0.1:9/pubmed: its list of baseline: .*refused"
    ) as caught:
        server.listing()
    assert "secret" not in str(caught.value)
    server.close()


def test_nlms_own_address_is_https() -> None:
    server = Server(NLM)
    assert server.address == "https://ftp.ncbi.nlm.nih.gov/pubmed"
    assert server._url(MirrorFile(NAME, "baseline", 2026, 1)) == f"{NLM}/baseline/{NAME}"
    server.close()
