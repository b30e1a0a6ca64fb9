"""A mirror behind HTTP: NLM's own, or any web server that lists the same folders as links."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from osler.errors import BadInput, MirrorUnreachable, SourceProblem
from osler.pubmed.mirror import (
    BASELINE,
    UPDATES,
    Folder,
    Listing,
    Mirror,
    MirrorFile,
    OnBytes,
    arrange,
    gzip_damage,
    local_folder,
    md5_of,
    nothing_here,
    read_md5,
    read_name,
    silent,
)
from osler.pubmed.transfer import Patience, Transfer

_LINK = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']?([^\"'>\s]+)", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)")  # Apache, NLM
_NAMED = {  # the month by its name
    "%d-%b-%Y %H:%M": re.compile(r"\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d"),  # nginx
    "%Y-%b-%d %H:%M": re.compile(r"\d{4}-[A-Z][a-z]{2}-\d\d \d\d:\d\d"),  # lighttpd
}


class Server:
    """NLM's server, or one like it. Keeps its connection until `close`."""

    lends = False

    def __init__(self, url: str, patience: Patience | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInput(f"{without_password(url)}: give a folder or an https:// address (FTP is not spoken)")
        self._base = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + "/", "", ""))
        self._places: dict[str, str] = {}
        self._transfer = Transfer(self.address, patience or Patience())

    def close(self) -> None:
        self._transfer.close()

    @property
    def address(self) -> str:
        return without_password(self._base).rstrip("/")

    def listing(self) -> Listing:
        files: list[MirrorFile] = []
        ignored: list[str] = []
        there = [self._list_into(files, ignored, name, f"{self._base}{name}/") for name in (BASELINE, UPDATES)]
        if not any(there):
            last = urlsplit(self._base).path.rstrip("/").rpartition("/")[2]
            self._list_into(files, ignored, last if last in (BASELINE, UPDATES) else "", self._base)
        if not files:
            raise MirrorUnreachable(nothing_here(self.address, ignored))
        return arrange(files, ignored)

    def _list_into(self, files: list[MirrorFile], ignored: list[str], folder: str, url: str) -> bool:
        page = self._transfer.text(url, f"its list of {folder or 'files'}")
        if page is None:
            return False
        self._places[folder] = url
        for name, after in _names(page, url):
            at = read_name(name)
            if at is not None:
                files.append(MirrorFile(name, folder, *at, None, _modified(after)))
            elif name.endswith(".xml.gz"):
                ignored.append(name)
        return True

    def md5(self, file: MirrorFile) -> str | None:
        text = self._transfer.text(self._url(file) + ".md5", f"{file.name}.md5")
        if text is None:
            return None
        md5 = read_md5(text, file.name)
        if md5 is None:
            raise SourceProblem("the .md5 file beside it holds no sum for it", file=file.name)
        return md5

    def fetch(self, file: MirrorFile, md5: str | None, into: Path, on_bytes: OnBytes = silent) -> Path:
        whole = into / file.name
        if md5 is not None and whole.is_file() and md5_of(whole) == md5:
            on_bytes(whole.stat().st_size)
            return whole
        # Named by its sum: what was begun of an earlier issue of the file is never continued with a later one.
        part = into / f"{file.name}.{md5[:8] if md5 else 'unchecked'}.part"
        if md5 is None:
            part.unlink(missing_ok=True)
        self._transfer.file(self._url(file), part, file.name, lambda path: _damage(path, md5), on_bytes)
        return part.replace(whole)

    def _url(self, file: MirrorFile) -> str:
        nested = f"{self._base}{file.folder}/" if file.folder else self._base
        return self._places.get(file.folder, nested) + file.name


@contextmanager
def opened(source: str, patience: Patience | None = None) -> Iterator[Mirror]:
    """The mirror at a path, a file:// or an http(s):// address. Raises BadInput for any other address."""
    folder = local_folder(source)
    if folder is not None:
        yield Folder(Path(os.path.abspath(folder)))
        return
    server = Server(source, patience)
    try:
        yield server
    finally:
        server.close()


def _damage(path: Path, md5: str | None) -> str:
    """What is wrong with a file that came whole; without a sum, gzip's own must do."""
    if md5 is None:
        return gzip_damage(path)
    found = md5_of(path)
    return "" if found == md5 else f"wrong checksum: its .md5 says {md5}, what came has {found}"


def without_password(url: str) -> str:
    """An address as it may be shown; a folder as it is."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _names(page: str, url: str) -> Iterator[tuple[str, str]]:
    """(file name, what the page says after it) of each link that leads into this very folder.

    Scheme, port and query of a link are nobody's business: behind a proxy they differ, and a file is asked for under
    the folder's own address.
    """
    here = _place(url)
    links = list(_LINK.finditer(page))
    for at, link in enumerate(links):
        host, path = _place(urljoin(url, unescape(link[1])))
        folder, _, name = path.rpartition("/")
        if name and (host, f"{folder}/") == here:
            yield name, page[link.end() : links[at + 1].start() if at + 1 < len(links) else link.end() + 400]


def _place(url: str) -> tuple[str, str]:
    """Host and path, nothing of it encoded."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "", unquote(parts.path)
    except ValueError:
        return "", ""


def _modified(after: str) -> datetime | None:
    """The date a listing prints beside a name. Its time zone is the server's and unknown: read as UTC."""
    try:
        if match := _ISO.search(after):
            return datetime.strptime(" ".join(match.groups()), "%Y %m %d %H %M").replace(tzinfo=UTC)
        for form, pattern in _NAMED.items():
            if match := pattern.search(after):
                return datetime.strptime(match[0], form).replace(tzinfo=UTC)
    except ValueError:
        return None
    return None
