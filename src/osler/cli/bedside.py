"""`osler bedside`: from a patient's facts to the states recognised and the evidence that was gathered in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from osler import config, wiring
from osler.bedside import claims, document, fhir_bundle, forest, general, intake, mirror, pack, timeline
from osler.bedside.answer import WHAT_THIS_IS_NOT, answer
from osler.bedside.fhir_bundle import Ignored
from osler.bedside.mirror import FromMirror
from osler.bedside.pack import Pack
from osler.bedside.text.proposal import Proposal, as_of
from osler.bedside.text.reader import propose
from osler.cli.common import json_option, print_json
from osler.errors import BadInput, EngineFailed, NotFound
from osler.model.patient import Patient

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("bedside")
@click.option("--facts", type=_FILE, help="Facts as JSON.")
@click.option("--fhir", type=_FILE, help="A FHIR R4 bundle of one patient.")
@click.option("--text", type=_FILE, help="A note; its facts are proposed and count only with --confirm.")
@click.option("--confirm", is_flag=True, help="Count every fact proposed from --text.")
@click.option("--vocabulary", is_flag=True, help="List the facts that may be stated.")
@click.option("--claim", help='Who says so, and who says otherwise, e.g. "IL-6 is higher early".')
@click.option("--drawings", type=click.Path(file_okay=False, path_type=Path), help="Folder for the SVG drawings.")
@click.option(
    "--pack", "name", default="ssc", show_default=True, help='The disease; "none" reads --text by MeSH alone.'
)
@click.option("--no-mirror", is_flag=True, help="Leave the mirror out.")
@json_option
def command(
    facts: Path | None,
    fhir: Path | None,
    text: Path | None,
    confirm: bool,
    vocabulary: bool,
    claim: str | None,
    drawings: Path | None,
    name: str,
    no_mirror: bool,
    as_json: bool,
) -> None:
    """Recognise the state of a patient, then show what was studied in patients in that state."""
    if name == "none":
        _without_pack(text, as_json)
        return
    disease = pack.load(name)
    if vocabulary:
        print_json(document.vocabulary(disease))
        return
    if claim is not None:
        _print_claim(claim, disease)
        return
    today = date.today()
    patient, extra = _patient(facts, fhir, text, confirm, disease, today)
    found = answer(patient, disease, today=today)
    papers = None if no_mirror else _look(disease, patient, today)
    data = document.document(found, today=today, mirror=papers) | extra
    data["facts"] = [*data["facts"], *extra.get("proposals", [])]
    if drawings is not None:
        _draw(drawings, found.pools, patient, disease)
    if as_json:
        print_json(data)
    else:
        for line in _readable(data):
            click.echo(line)


def _without_pack(text: Path | None, as_json: bool) -> None:
    """Conditions, findings and drugs of a note by MeSH, and the papers on them together."""
    if text is None:
        raise BadInput("without a pack there are no facts to state; give --text FILE")
    settings = config.read()
    engine = wiring.open_engine(settings)
    try:
        named = general.recognise(_note(text), wiring.open_vocabulary(settings))
        papers = general.literature(named, engine)
    finally:
        engine.close()
    read = [document.reading(p.article, p.reading) | {"about": list(p.about)} for p in papers]
    data: dict[str, Any] = {
        "pack": None,
        "what_this_is_not": WHAT_THIS_IS_NOT,
        "facts": [n._asdict() for n in named],
        "states": [],
        "evidence": [],
        "questions": [],
        "papers": read,
    }
    if as_json:
        print_json(data)
        return
    for each in named:
        click.echo(f"{'denied  ' if each.denied else '        '}{each.kind:18} {each.name}  [{each.words}]")
    for paper in read:
        click.echo(f"{paper['pmid']:>9}  {paper['title']} ({paper['year']}): {', '.join(paper['about'])}")


def _patient(
    facts: Path | None, fhir: Path | None, text: Path | None, confirm: bool, disease: Pack, today: date
) -> tuple[Patient, dict[str, Any]]:
    given = [way for way in (facts, fhir, text) if way is not None]
    if len(given) != 1:
        raise BadInput("give one of --facts, --fhir or --text (--vocabulary lists the facts there are)")
    if facts is not None:
        return intake.patient(_json(facts), disease.vocabulary, today=today), {}
    if fhir is not None:
        taken = fhir_bundle.take(fhir_bundle.parse(fhir.read_bytes()), disease.vocabulary, as_of=today)
        return taken.patient, {"ignored": [_ignored(i) for i in taken.ignored]}
    assert text is not None
    proposals = propose(_note(text), disease)
    if confirm:
        return intake.assemble([p.entered() for p in as_of(proposals, today)], disease.vocabulary, as_of=today), {}
    return Patient(today), {"proposals": [_proposal(p) for p in proposals]}


def _note(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as problem:
        raise BadInput(f"{path.name}: not UTF-8 text: {problem}") from problem


def _ignored(each: Ignored) -> dict[str, Any]:
    return each._asdict()


def _proposal(each: Proposal) -> dict[str, Any]:
    return {
        "name": each.fact,
        "value": each.value,
        "unit": each.unit or None,
        "date": each.on or None,
        "words": each.words,
        "start": each.start,
        "end": each.end,
        "confirmed": False,
    }


def _look(disease: Pack, patient: Patient, today: date) -> FromMirror | None:
    """What the mirror adds; None where nothing was loaded yet."""
    settings = config.read()
    try:
        engine = wiring.open_engine(settings)
    except EngineFailed as problem:
        click.echo(f"osler: without the mirror: {problem}", err=True)
        return None
    try:
        return mirror.look(disease, patient, engine, wiring.open_vocabulary(settings), today=today)
    finally:
        engine.close()


def _draw(folder: Path, pools: tuple[Any, ...], patient: Patient, disease: Pack) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    course = timeline.timeline(patient, disease)
    if course is not None:
        (folder / "course.svg").write_text(course, "utf-8")
    for number, each in enumerate((p for p in pools if p.synthesis is not None), 1):
        (folder / f"forest-{number}.svg").write_text(forest.forest(each, id_=f"forest-{number}"), "utf-8")


def _print_claim(claim: str, disease: Pack) -> None:
    found = claims.asked(claim, disease)
    if found is None:
        listed = "; ".join(c.text for c in disease.claims)
        raise NotFound(f"no claim of the pack {disease.id} is like {claim!r}; there are: {listed}")
    print_json(document.claim(found))


def _readable(data: dict[str, Any]) -> Iterator[str]:
    yield from (data["title"], data["what_this_is_not"], *data["notices"], "", "States")
    yield from (f"  {s['status']:9}  {s['title']}" for s in data["states"])
    yield from ("", "Evidence")
    for each in data["evidence"]:
        yield f"  {each['applies']:9}  {each['title']} ({each['design']}, {each['year']})"
        yield from (f"{'':13}{missed}" for missed in each["missed_primary"])
        yield from (
            f"{'':13}{c['status']}: {c['text']} [{c['because']}]" for c in each["clauses"] if c["status"] != "inside"
        )
    yield from ("", "Asked next")
    yield from (f"  {q['question']}" for q in data["questions"][:5])
    if data["papers"]:
        yield from ("", "Not yet appraised")
        yield from (f"  {p['pmid']}  {p['title']} ({p['study_type'] or '?'}, {p['year']})" for p in data["papers"])


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes(), parse_float=str)
    except (ValueError, RecursionError) as problem:
        raise BadInput(f"{path.name}: not JSON: {problem}") from problem
