"""An open-access article's JATS from the address that the administrator configured, kept in the own folder."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from osler.errors import BadInput, MirrorUnreachable, NotFound
from osler.fulltext.jats import folder, parse
from osler.fulltext.jats.source import LARGEST

_SECONDS = 20.0
FOLDER = "fulltext"  # below OSLER_HOME


def fetch(template: str, pmcid: str, home: Path) -> None:
    """`template` has {pmcid} where the digits go. Raises NotFound, MirrorUnreachable, BadInput (what came is no JATS).

    Redirects are not followed: the address is the administrator's, nobody else's.
    """
    if "{pmcid}" not in template or urlsplit(template).scheme not in ("http", "https"):
        raise BadInput("OSLER_PMC_FILES must be an http(s) address with {pmcid} in it")
    digits = pmcid.upper().removeprefix("PMC")
    if not digits.isascii() or not digits.isdigit():
        raise BadInput(f"{pmcid} is no PMC id")
    content = _get(template.replace("{pmcid}", digits))
    parse(content, f"PMC{digits}")
    place = home / FOLDER / f"PMC{digits}.xml"
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(".part")
    partial.write_bytes(content)
    os.replace(partial, place)
    folder.catalogue(place.parent, home)


def _get(url: str) -> bytes:
    try:
        with httpx.Client(timeout=_SECONDS, follow_redirects=False) as client, client.stream("GET", url) as answer:
            if answer.status_code == httpx.codes.NOT_FOUND:
                raise NotFound("the source of full texts does not have this paper")
            if answer.status_code != httpx.codes.OK:
                raise MirrorUnreachable(f"the source of full texts answered {answer.status_code}")
            parts, size = [], 0
            for part in answer.iter_bytes():
                size += len(part)
                if size > LARGEST:
                    raise BadInput(f"what the source of full texts sent is larger than {LARGEST // 2**20} MB")
                parts.append(part)
            return b"".join(parts)
    except httpx.HTTPError as error:
        raise MirrorUnreachable(f"the source of full texts did not answer: {type(error).__name__}") from error
