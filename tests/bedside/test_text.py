"""Free text: proposals with the words they came from; negation, relatives, doubt, dates and units."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bench._bedside_notes import notes, scored

from osler.bedside.pack import Pack
from osler.bedside.text.reader import propose
from osler.errors import BadInput


def proposed(note: str, pack: Pack) -> set[str]:
    found = set()
    for p in propose(note, pack):
        if isinstance(p.value, bool):
            found.add(("+" if p.value else "-") + p.fact)
        else:
            found.add(f"{p.fact}={p.value}{f' {p.unit}' if p.unit else ''}{f'@{p.on}' if p.on else ''}")
    return found


@pytest.mark.parametrize(
    ("note", "facts"),
    [
        ("No evidence of ILD, PAH or renal crisis.", {"-ild", "-pah", "-renal_crisis"}),
        ("She has not had a renal crisis.", {"-renal_crisis", "sex=female"}),
        ("There is no ILD but telangiectasia is present.", {"-ild", "+telangiectasia"}),
        ("Neither digital ulcers nor pitting scars.", {"-digital_ulcers", "-pitting_scars"}),
        ("ACA negative, Scl-70 positive.", {"-anticentromere", "+anti_topoisomerase"}),
        ("Her mother had ILD. The patient has Raynaud's.", {"+raynaud", "sex=female"}),
        ("PAH is suspected. ILD likely. Rule out renal crisis.", set()),
        ("In the trial CRP was above 6 mg/L.", set()),
        ("CRP 1.2 mg/dl, platelets 402,000/µL.", {"crp=1.2 mg/dL", "platelets=402000 /µL"}),
        ("CRP <3 mg/L on 14 February 2026.", {"crp=<3 mg/L@2026-02-14"}),
        ("FVC fell from 82% (03/2025) to 71% (03/2026).",
         {"percent_predicted_fvc=82 %@2025-03", "percent_predicted_fvc=71 %@2026-03"}),
        ("FVC 12 L. CRP 12.", set()),
        ("Mycophenolate since 2024, methotrexate was stopped.", {"mycophenolate=now@2024", "methotrexate=before"}),
        ("We will start rituximab.", set()),
        ("He has never received tocilizumab.", {"tocilizumab=never", "sex=male"}),
        ("mRSS 20. mRSS 24.", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_a_note_gives_only_what_it_states(note: str, facts: set[str], ssc: Pack) -> None:
    assert proposed(note, ssc) == facts


def test_every_proposal_points_at_its_own_words(ssc: Pack) -> None:
    note = "A 52-year-old woman with dcSSc. No ILD.\nCRP 11 mg/L; mRSS 22/51. Her father had PAH."
    found = propose(note, ssc)
    assert len(found) >= 6
    for p in found:
        assert note[p.start : p.end] == p.words
        assert p.words


def test_a_megabyte_is_read_in_reasonable_time_and_more_is_refused(ssc: Pack) -> None:
    note = "No digital ulcers. CRP 12 mg/L on 2026-02-14. " * 20_000
    assert len(note) < 1_000_000
    assert proposed(note, ssc) == {"-digital_ulcers", "crp=12 mg/L@2026-02-14"}
    with pytest.raises(BadInput, match="are read at most"):
        propose("x" * 1_000_001, ssc)


@pytest.mark.parametrize("name", ["open", "varied", "later"])
def test_notes_are_read_with_high_precision(name: str, root: Path, ssc: Pack) -> None:
    result = scored(notes(root / f"bench/bedside_data/text_{name}.txt"), ssc)
    assert result.precision >= 0.98
    assert result.recall >= 0.95


def test_strange_text_never_fails(ssc: Pack) -> None:
    for note in ("\x00", "💊 CRP ١٢ mg/L", "((((", "from to and", "CRP" * 1000, "no " * 3000 + "ILD", "\n\n;;;\n"):
        for p in propose(note, ssc):
            assert re.escape(p.words)
