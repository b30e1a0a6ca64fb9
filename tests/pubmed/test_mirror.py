"""A folder as a mirror: names, sums, order, and what is refused."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from osler.errors import BadInput, MirrorUnreachable, SourceProblem
from osler.pubmed.mirror import Folder, Mirror, gzip_damage, local_folder, read_md5, read_name
from osler.pubmed.server import opened

SUM = "0123456789abcdef0123456789abcdef"
NAME = "pubmed26n0001.xml.gz"


def put(folder: Path, name: str, data: bytes = b"x", *, md5: str | None = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    if md5 is not None:
        (folder / f"{name}.md5").write_text(f"MD5({name})= {md5 or hashlib.md5(data).hexdigest()}\n")
    return folder / name


def names(mirror: Mirror) -> list[str]:
    return [file.name for file in mirror.listing().files]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pubmed26n0001.xml.gz", (2026, 1)),
        ("pubmed26n1334.xml.gz", (2026, 1334)),
        ("pubmed26n12345.xml.gz", (2026, 12345)),
        ("pubmed26n0001.xml.gz.md5", None),
        ("pubmed26n001.xml.gz", None),
        ("PUBMED26N0001.XML.GZ", None),
        ("pubmed26n0001.xml.gz\n", None),
        ("pubmed٢٦n0001.xml.gz", None),
        ("../pubmed26n0001.xml.gz", None),
        ("pubmed-books.xml.gz", None),
    ],
)
def test_only_names_like_nlms_are_read(name: str, expected: tuple[int, int] | None) -> None:
    assert read_name(name) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"MD5({NAME})= {SUM}\n",
        f"MD5 ({NAME}) = {SUM.upper()}",
        f"{SUM}  {NAME}\n",
        f"{SUM} *{NAME}\r\n",
        f"{SUM}  ./baseline/{NAME}\n",
        f"{SUM}\n",
        f"{'f' * 32}  pubmed26n0002.xml.gz\n{SUM}  {NAME}\n",
    ],
)
def test_checksum_files_of_every_usual_form_are_read(text: str) -> None:
    assert read_md5(text, NAME) == SUM


@pytest.mark.parametrize(
    "text", ["", "<html>moved</html>", f"MD5(pubmed26n0002.xml.gz)= {SUM}", f"{SUM}  other.gz", "a" * 40]
)
def test_a_text_without_the_files_own_sum_gives_none(text: str) -> None:
    assert read_md5(text, NAME) is None


def test_a_folder_is_listed_in_order_of_application(tmp_path: Path) -> None:
    put(tmp_path / "updatefiles", "pubmed26n0010.xml.gz")
    put(tmp_path / "updatefiles", "pubmed26n0003.xml.gz")
    put(tmp_path / "baseline", "pubmed26n0002.xml.gz")
    put(tmp_path / "baseline", "pubmed26n0001.xml.gz")
    put(tmp_path / "baseline", "pubmed25n0099.xml.gz")
    put(tmp_path / "baseline", "notes.xml.gz")
    (tmp_path / "baseline" / "pubmed26n0777.xml.gz").mkdir()
    listing = Folder(tmp_path).listing()
    assert [(f.year, f.number, f.folder) for f in listing.files] == [
        (2025, 99, "baseline"),
        (2026, 1, "baseline"),
        (2026, 2, "baseline"),
        (2026, 3, "updatefiles"),
        (2026, 10, "updatefiles"),
    ]
    assert listing.ignored == ("notes.xml.gz",)
    assert listing.files[0].size == 1
    assert listing.files[0].modified is not None


def test_a_file_in_both_folders_counts_once_and_as_baseline(tmp_path: Path) -> None:
    put(tmp_path / "updatefiles", NAME)
    put(tmp_path / "baseline", NAME)
    assert [f.folder for f in Folder(tmp_path).listing().files] == ["baseline"]


def test_a_flat_folder_and_the_baseline_folder_itself_are_mirrors_too(tmp_path: Path) -> None:
    file = put(tmp_path / "flat", NAME, b"abc")
    flat = Folder(tmp_path / "flat")
    assert [f.folder for f in flat.listing().files] == [""]
    assert flat.fetch(flat.listing().files[0], flat.md5(flat.listing().files[0]), tmp_path) == file
    file = put(tmp_path / "baseline", NAME, b"def")
    inside = Folder(tmp_path / "baseline")
    assert [f.folder for f in inside.listing().files] == ["baseline"]
    assert inside.fetch(inside.listing().files[0], inside.md5(inside.listing().files[0]), tmp_path) == file


def test_what_is_no_mirror_says_why(tmp_path: Path) -> None:
    with pytest.raises(MirrorUnreachable, match="no such folder"):
        Folder(tmp_path / "absent").listing()
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(MirrorUnreachable, match="not a folder"):
        Folder(file).listing()
    with pytest.raises(MirrorUnreachable, match="no baseline/, no updatefiles/"):
        Folder(tmp_path).listing()
    put(tmp_path, "pubmed-books.xml.gz")
    with pytest.raises(MirrorUnreachable, match="osler load"):
        Folder(tmp_path).listing()


def test_the_file_is_lent_in_place_when_its_sum_is_right(tmp_path: Path) -> None:
    file = put(tmp_path / "baseline", NAME, b"whole")
    mirror = Folder(tmp_path)
    listed = mirror.listing().files[0]
    assert mirror.fetch(listed, mirror.md5(listed), tmp_path / "unused") == file
    assert mirror.lends
    assert not (tmp_path / "unused").exists()


def test_a_wrong_sum_is_refused_by_name(tmp_path: Path) -> None:
    put(tmp_path / "baseline", NAME, b"damaged", md5=SUM)
    mirror = Folder(tmp_path)
    listed = mirror.listing().files[0]
    with pytest.raises(SourceProblem, match="wrong checksum") as caught:
        mirror.fetch(listed, mirror.md5(listed), tmp_path)
    assert caught.value.file == NAME


def test_a_sum_that_is_missing_is_none_and_one_that_says_nothing_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "baseline", NAME, md5=None)
    mirror = Folder(tmp_path)
    listed = mirror.listing().files[0]
    assert mirror.md5(listed) is None
    (tmp_path / "baseline" / f"{NAME}.md5").write_text("")
    with pytest.raises(SourceProblem, match="no sum"):
        mirror.md5(listed)


def test_addresses_of_folders_and_servers_are_told_apart(tmp_path: Path) -> None:
    assert local_folder("file:///srv/pub%20med") == Path("/srv/pub med")
    assert local_folder("../mirror") == Path("../mirror")
    assert local_folder("https://example.org/pubmed") is None
    with pytest.raises(BadInput, match="no other machine"):
        local_folder("file://elsewhere/pubmed")
    with pytest.raises(BadInput, match="FTP"), opened("ftp://ftp.ncbi.nlm.nih.gov/pubmed"):
        pass
    with opened(str(tmp_path)) as mirror:
        assert mirror.address == str(tmp_path)


def test_gzips_own_checks_find_what_is_cut_or_no_gzip_at_all(tmp_path: Path) -> None:
    whole = gzip.compress(b"<PubmedArticleSet/>" * 1000)
    file = tmp_path / NAME
    for data, expected in [
        (whole, ""),
        (whole[:-9], "cut short"),
        (b"<html></html>" * 9, "not a sound gzip file"),
        (b"", "cut short: empty"),
    ]:
        file.write_bytes(data)
        assert gzip_damage(file).startswith(expected)
        assert bool(gzip_damage(file)) == bool(expected)
