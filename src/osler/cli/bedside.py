"""`osler bedside`: from a patient's facts to the states recognised and the evidence that was gathered in them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from osler.bedside import claims, document, intake, pack
from osler.bedside.answer import Answer, answer
from osler.cli.common import json_option, print_json
from osler.errors import BadInput, NotFound

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("bedside")
@click.option("--facts", type=_FILE, help="Facts as JSON.")
@click.option("--vocabulary", is_flag=True, help="List the facts that may be stated.")
@click.option("--claim", help='Who says so, and who says otherwise, e.g. "IL-6 is higher early".')
@click.option("--pack", "name", default="ssc", show_default=True, help="The disease.")
@json_option
def command(facts: Path | None, vocabulary: bool, claim: str | None, name: str, as_json: bool) -> None:
    """Recognise the state of a patient, then show what was studied in patients in that state."""
    disease = pack.load(name)
    if vocabulary:
        print_json(document.vocabulary(disease))
    elif claim is not None:
        found = claims.asked(claim, disease)
        if found is None:
            raise NotFound(f"no claim of the pack {name} is like {claim!r}")
        print_json(document.claim(found))
    elif facts is not None:
        today = date.today()
        patient = intake.patient(_json(facts), disease.vocabulary, today=today)
        found_answer = answer(patient, disease, today=today)
        _print(found_answer, today, as_json)
    else:
        raise BadInput("give --facts FILE, or --vocabulary to see which facts there are")


def _print(found: Answer, today: date, as_json: bool) -> None:
    data = document.document(found, today=today)
    if as_json:
        print_json(data)
        return
    for line in _readable(data):
        click.echo(line)


def _readable(data: dict[str, Any]) -> list[str]:
    lines = [data["title"], data["what_this_is_not"], *data["notices"], "", "States"]
    lines += [f"  {s['status']:9}  {s['title']}" for s in data["states"]]
    lines += ["", "Evidence"]
    for each in data["evidence"]:
        lines.append(f"  {each['applies']:9}  {each['title']} ({each['design']}, {each['year']})")
        lines += [f"{'':13}{missed}" for missed in each["missed_primary"]]
        lines += [
            f"{'':13}{c['status']}: {c['text']} [{c['because']}]" for c in each["clauses"] if c["status"] != "inside"
        ]
    lines += ["", "Asked next"]
    lines += [f"  {q['question']}" for q in data["questions"][:5]]
    return lines


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError as problem:
        raise BadInput(f"{path.name}: not JSON: {problem}") from problem
