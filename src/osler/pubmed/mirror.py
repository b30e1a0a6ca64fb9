"""NLM's file server, or a folder laid out like it: what lies there, and getting a file whole.

NLM publishes `baseline/` once a year and `updatefiles/` every day; files are named
`pubmedYYnNNNN.xml.gz`, their numbers run on from the baseline into the updates, and each has its
sum beside it as `NAME.md5` (https://ftp.ncbi.nlm.nih.gov/pubmed/baseline/README.txt).
Other names are never asked for, so a listing cannot lead outside its folder.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from isal import igzip
from isal.igzip_lib import IsalError

from osler.errors import BadInput, MirrorUnreachable, SourceProblem

NLM = "https://ftp.ncbi.nlm.nih.gov/pubmed"
BASELINE = "baseline"
UPDATES = "updatefiles"

_NAME = re.compile(r"pubmed(\d\d)n(\d{4,5})\.xml\.gz", re.ASCII)
_HEX = r"(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f])"
_OPENSSL = re.compile(r"MD5\s*\((.+?)\)\s*=\s*" + _HEX, re.IGNORECASE)  # MD5(NAME)= HEX, as NLM writes it
_MD5SUM = re.compile(_HEX + r"(?:\s+\*?(\S+))?", re.IGNORECASE)  # HEX  NAME, as md5sum does; or HEX alone
_BLOCK = 1 << 20

OnBytes = Callable[[int], None]  # told how many more bytes of a file are here


def silent(_: int) -> None:
    """Nobody watches."""


class MirrorFile(NamedTuple):
    """One file of NLM's as a listing shows it."""

    name: str  # "pubmed26n0001.xml.gz"
    folder: str  # baseline | updatefiles, or "" where the files lie in neither
    year: int  # of the baseline it belongs to, e.g. 2026
    number: int  # runs on from the baseline into the updates
    size: int | None = None  # bytes; None where the listing rounds it or says nothing
    modified: datetime | None = None  # UTC as far as known; None where the listing does not say

    @property
    def is_baseline(self) -> bool:
        return self.folder == BASELINE


class Listing(NamedTuple):
    """What a mirror holds."""

    files: tuple[MirrorFile, ...]  # by year, then number; one of each
    ignored: tuple[str, ...] = ()  # other .xml.gz names, which are left alone


class Mirror(Protocol):
    """Where NLM's files come from. All methods raise MirrorUnreachable where it does not answer as one."""

    @property
    def address(self) -> str:
        """As shown to people: without a password."""

    @property
    def lends(self) -> bool:
        """True where `fetch` gives the mirror's own file, which must not be deleted."""

    def listing(self) -> Listing: ...

    def md5(self, file: MirrorFile) -> str | None:
        """The sum published beside a file, lower case; None where there is none."""

    def fetch(self, file: MirrorFile, md5: str | None, into: Path, on_bytes: OnBytes = silent) -> Path:
        """The whole file on this machine, its sum checked where one is given.

        Raises SourceProblem naming the file where it stays cut short or its sum wrong.
        """


def read_name(name: str) -> tuple[int, int] | None:
    """(year, number) of a file named like NLM's, e.g. (2026, 1); None for any other name."""
    match = _NAME.fullmatch(name)
    return (2000 + int(match[1]), int(match[2])) if match else None


def read_md5(text: str, name: str) -> str | None:
    """The sum of `name` in a checksum file's text, in any of the usual forms; None where it is not there."""
    named = [(m[1], m[2]) for m in _OPENSSL.finditer(text)]
    if not named:
        named = [(m[2] or name, m[1]) for m in _MD5SUM.finditer(text)]
    return next((md5.lower() for whose, md5 in named if whose.rpartition("/")[2] == name), None)


def arrange(files: Iterable[MirrorFile], ignored: Iterable[str] = ()) -> Listing:
    """A listing in the order of application. A file found twice is taken from the baseline."""
    found: dict[str, MirrorFile] = {}
    for file in files:
        if file.name not in found or file.is_baseline:
            found[file.name] = file
    return Listing(tuple(sorted(found.values(), key=lambda f: (f.year, f.number))), tuple(sorted(set(ignored))))


def md5_of(path: Path) -> str:
    """The MD5 of a file's bytes, lower case."""
    total = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            total.update(block)
    return total.hexdigest()


def gzip_damage(path: Path) -> str:
    """What gzip's own checks say is wrong with a file, "" where it is whole. Reads all of it."""
    if path.stat().st_size == 0:
        return "cut short: empty"
    try:
        with igzip.open(path, "rb") as stream:  # type: ignore[no-untyped-call]
            while stream.read(_BLOCK):
                pass
    except EOFError:
        return "cut short: the gzip stream ends early"
    except (igzip.BadGzipFile, IsalError) as error:  # type: ignore[misc]
        return f"not a sound gzip file: {error}"
    return ""


class Folder:
    """A folder laid out like NLM's server, or one that holds the files themselves. Nothing is copied."""

    lends = True

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def address(self) -> str:
        return str(self.path)

    def listing(self) -> Listing:
        if not self.path.is_dir():
            raise MirrorUnreachable(f"{self.path}: {'not a folder' if self.path.exists() else 'no such folder'}")
        places = {name: self.path / name for name in (BASELINE, UPDATES) if (self.path / name).is_dir()}
        if not places:
            places = {self.path.name if self.path.name in (BASELINE, UPDATES) else "": self.path}
        files, ignored = [], []
        for folder, place in places.items():
            for path in self._xml_files(place):
                file = _describe(path, folder)
                if file is None:
                    ignored.append(path.name)
                else:
                    files.append(file)
        if not files:
            raise MirrorUnreachable(nothing_here(self.address, ignored))
        return arrange(files, ignored)

    def _xml_files(self, place: Path) -> list[Path]:
        try:
            return [p for p in place.iterdir() if p.name.endswith(".xml.gz") and p.is_file()]
        except OSError as error:
            raise MirrorUnreachable(f"{place}: {error.strerror}") from error

    def md5(self, file: MirrorFile) -> str | None:
        path = self.path_of(file)
        beside = path.with_name(path.name + ".md5")
        try:
            text = beside.read_bytes()[: 1 << 16].decode("ascii", "replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SourceProblem(f"its .md5 file cannot be read: {error.strerror}", file=file.name) from error
        md5 = read_md5(text, file.name)
        if md5 is None:
            raise SourceProblem("the .md5 file beside it holds no sum for it", file=file.name)
        return md5

    def fetch(self, file: MirrorFile, md5: str | None, into: Path, on_bytes: OnBytes = silent) -> Path:
        path = self.path_of(file)
        try:
            found = md5_of(path) if md5 is not None else None
        except OSError as error:
            raise SourceProblem(f"cannot be read: {error.strerror}", file=file.name) from error
        if found != md5:
            raise SourceProblem(f"wrong checksum: its .md5 says {md5}, the file has {found}", file=file.name)
        return path

    def path_of(self, file: MirrorFile) -> Path:
        """Where a listed file lies."""
        nested = self.path / file.folder / file.name
        return nested if nested.is_file() else self.path / file.name


def nothing_here(address: str, ignored: list[str]) -> str:
    """Why a place is not a mirror, and what to do instead."""
    if ignored:
        return (
            f"{address}: holds {len(ignored)} .xml.gz files, but none is named like NLM's (pubmed26n0001.xml.gz); "
            "load them with `osler load FILE…`"
        )
    return f"{address}: no baseline/, no updatefiles/ and no file named like NLM's (pubmed26n0001.xml.gz)"


def local_folder(source: str) -> Path | None:
    """The folder that a path or a file:// address names; None for any other address."""
    if source.startswith("file:"):
        parts = urlsplit(source)
        if parts.netloc not in ("", "localhost"):
            raise BadInput(f"{source}: a file address names no other machine")
        return Path(unquote(parts.path))
    return None if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", source) else Path(source).expanduser()


def _describe(path: Path, folder: str) -> MirrorFile | None:
    at = read_name(path.name)
    if at is None:
        return None
    stat = path.stat()
    return MirrorFile(path.name, folder, *at, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))
