"""What a sync has to do: what the mirror holds against what was applied. Decides only, touches nothing.

NLM's numbers are an order: a later file's record replaces an earlier one's, whichever is applied first
(`engine.protocol.Writer` promises it). So a file that is missing today is no reason to stop: it is said,
and applied when it comes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from osler.engine.protocol import FileEntry
from osler.errors import BadInput
from osler.pubmed.mirror import BASELINE, Listing, MirrorFile, read_name

ALWAYS_ASKED = 64  # sums of so many of the newest files are compared in each sync, whatever their dates say
_CLOCKS = timedelta(days=2)  # a listing's time zone is unknown, and clocks differ


class Wish(NamedTuple):
    """What was asked of a sync."""

    baseline: bool = False  # the yearly baseline too, and the change to a new one
    newest: int | None = None  # only so many of the newest update files
    since: datetime | str | None = None  # only update files of this date and later, or from this name on
    limit: int | None = None  # at most so many files now, the others next time


class Reason(StrEnum):
    NEW = "new"
    REISSUED = "reissued"  # NLM published it again with another sum


class Step(NamedTuple):
    file: MirrorFile
    reason: Reason


class Plan(NamedTuple):
    steps: tuple[Step, ...]
    year: int  # of the baseline and updates taken
    later: int = 0  # further steps left for next time by `limit`
    gaps: tuple[str, ...] = ()  # "pubmed26n0007" or "pubmed26n0007–0009": neither listed nor applied
    whole: bool = True  # False where such a gap lies in the baseline
    notes: tuple[str, ...] = ()


def entries_by_year(entries: Iterable[FileEntry]) -> dict[int, dict[int, FileEntry]]:
    """year -> number -> entry, of the files named like NLM's."""
    found: dict[int, dict[int, FileEntry]] = {}
    for entry in entries:
        if at := read_name(entry.name):
            found.setdefault(at[0], {})[at[1]] = entry
    return found


def target_year(listing: Listing, wish: Wish, applied: Sequence[FileEntry]) -> int:
    """The year whose files are taken. Raises BadInput where the mirror cannot give what was asked."""
    if wish.baseline:
        years = {f.year for f in listing.files if f.folder in (BASELINE, "")}
        if not years:
            raise BadInput("the mirror has no baseline; leave --baseline out to apply its update files")
        loaded = max(entries_by_year(applied), default=0)
        if loaded > max(years):
            raise BadInput(
                f"the mirror's baseline is of {max(years)}, older than the files of {loaded} that are loaded; "
                "give an empty OSLER_HOME to load it"
            )
        return max(years)
    years = {f.year for f in listing.files if not f.is_baseline}
    held = {year for year, files in entries_by_year(applied).items() if 1 in files}
    return max(held) if held else max(years, default=max(f.year for f in listing.files))


def changes_year(listing: Listing, applied: Sequence[FileEntry], wish: Wish) -> bool:
    """True where the baseline asked for replaces that of an earlier year: it goes into a new generation."""
    year = target_year(listing, wish, applied)
    return wish.baseline and any(other < year for other in entries_by_year(applied))


def still_arriving(listing: Listing, year: int, applied: Sequence[FileEntry], now: datetime) -> bool:
    """True where a new year's baseline may still be on its way to the server.

    NLM puts its files there over hours, in order, so what is listed has no gap. It is taken for whole once an
    update file follows, two days have passed, or it has as many files as the year before.
    """
    files = [f for f in listing.files if f.year == year]
    before = max((len(numbers) for other, numbers in entries_by_year(applied).items() if other < year), default=0)
    fresh = any(f.modified is not None and f.modified > now - _CLOCKS for f in files)
    return fresh and all(f.is_baseline for f in files) and len(files) < before


def to_compare(listing: Listing, applied: Sequence[FileEntry]) -> list[MirrorFile]:
    """Applied files whose published sum is worth asking for again: the newest, and those the dates suspect."""
    entries = {entry.name: entry for entry in applied}
    listed = [file for file in listing.files if file.name in entries]
    newest = {file.name for file in listed[-ALWAYS_ASKED:]}
    return [f for f in listed if f.name in newest or changed_since(f, entries[f.name], _CLOCKS)]


def changed_since(file: MirrorFile, entry: FileEntry, margin: timedelta = timedelta(0)) -> bool:
    """True where a listing's date lies after the file was applied, or there is no date."""
    return file.modified is None or file.modified > datetime.fromisoformat(entry.applied_at) - margin


def plan(listing: Listing, applied: Sequence[FileEntry], wish: Wish, reissued: Collection[str] = ()) -> Plan:
    """The steps of a sync, in order. `applied` are the entries of the generation that is written to.

    Raises BadInput where the wish cannot be met.
    """
    year = target_year(listing, wish, applied)
    entries = entries_by_year(applied).get(year, {})
    files = [f for f in listing.files if f.year == year]
    wanted = _wanted(files, entries, wish)
    steps = _steps(wanted, entries, reissued)
    missing = _missing(files, wanted, entries, wish.baseline)
    first_update = min((f.number for f in files if not f.is_baseline), default=None)
    kept = steps if wish.limit is None else steps[: wish.limit]
    return Plan(
        steps=tuple(kept),
        year=year,
        later=len(steps) - len(kept),
        gaps=_runs(missing, wanted),
        whole=not any(first_update is None or number < first_update for number in missing),
        notes=tuple(_notes(listing, files, wanted, entries, year=year, wish=wish)),
    )


def _wanted(files: Sequence[MirrorFile], entries: Mapping[int, FileEntry], wish: Wish) -> list[MirrorFile]:
    updates = [f for f in files if not f.is_baseline]
    if wish.since is not None:
        updates = [f for f in updates if _is_since(f, wish.since)]
    if wish.newest is not None:
        updates = updates[-wish.newest :] if wish.newest else []
    if not wish.baseline and wish.since is None and wish.newest is None and entries and 1 not in entries:
        # A mirror that began with the newest files goes on from where it began.
        updates = [f for f in updates if f.number >= min(entries)]
    return ([f for f in files if f.is_baseline] if wish.baseline else []) + updates


def _is_since(file: MirrorFile, since: datetime | str) -> bool:
    if isinstance(since, str):
        at = read_name(since)
        if at is None:
            raise BadInput(f"--since {since}: give a date (2026-01-31) or a file (pubmed26n1335.xml.gz)")
        return (file.year, file.number) >= at
    if file.modified is None:
        raise BadInput("this mirror's listing shows no dates; give --since a file name (pubmed26n1335.xml.gz)")
    return file.modified >= since


def _steps(wanted: Sequence[MirrorFile], entries: Mapping[int, FileEntry], reissued: Collection[str]) -> list[Step]:
    new = [Step(file, Reason.NEW) for file in wanted if file.number not in entries]
    again = [Step(file, Reason.REISSUED) for file in wanted if file.number in entries and file.name in reissued]
    return sorted(new + again, key=lambda step: step.file.number)


def _missing(
    files: Sequence[MirrorFile], wanted: Sequence[MirrorFile], entries: Mapping[int, FileEntry], baseline: bool
) -> list[int]:
    if not wanted:
        return []
    first = 1 if baseline or 1 in entries else wanted[0].number
    known = {f.number for f in files} | set(entries)
    return [n for n in range(first, wanted[-1].number) if n not in known]


def _runs(missing: Sequence[int], wanted: Sequence[MirrorFile]) -> tuple[str, ...]:
    """Missing numbers as they are said."""
    runs: list[list[int]] = []
    for number in missing:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    stem = wanted[0].name[: len("pubmed26n")] if wanted else ""
    return tuple(f"{stem}{run[0]:04}" + (f"–{run[-1]:04}" if len(run) > 1 else "") for run in runs)


def _notes(
    listing: Listing,
    files: Sequence[MirrorFile],
    wanted: Sequence[MirrorFile],
    entries: Mapping[int, FileEntry],
    *,
    year: int,
    wish: Wish,
) -> Iterable[str]:
    newest = max(f.year for f in listing.files)
    if newest > year:
        yield f"NLM began the files of {newest}; `osler sync --baseline` changes over while search goes on"
    missing = [f for f in files if f.is_baseline and f.number not in entries]
    if not wish.baseline and missing:
        there = sum(f.is_baseline for f in files)
        loaded = (
            f"{there - len(missing)} of the baseline's {there} files are loaded"
            if len(missing) < there
            else (f"the baseline of {year} ({there} files) is not loaded")
        )
        yield f"{loaded}: the mirror holds only part of PubMed; `osler sync --baseline` loads the rest"
    if wish.since is not None and wanted and (before := _skipped(files, wanted, entries)):
        yield f"{before} update files before {wanted[0].name} are not applied"


def _skipped(files: Sequence[MirrorFile], wanted: Sequence[MirrorFile], entries: Mapping[int, FileEntry]) -> int:
    first = wanted[0].number
    return sum(not f.is_baseline and f.number < first and f.number not in entries for f in files)
