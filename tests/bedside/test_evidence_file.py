"""An evidence file is refused with the line and the reason of every mistake; what ships has none."""

from __future__ import annotations

from importlib import resources

import pytest

from osler.bedside import evidence_file
from osler.bedside.pack import Pack
from osler.errors import BadInput

GOOD = """\
id = "made_up"
title = "A made-up trial"
kind = "trial"
design = "randomised, double-blind"
population = "Made-up people with systemic sclerosis"
journal = "J Made Up"
year = 2020
n = 87
intervention = "madeupmab"
comparator = "placebo"
read = 2026-11-23
review_by = 2027-11-23

[source]
cite = "Nobody A. J Made Up 2020"
pmid = 1

[[arm]]
name = "madeupmab"
n = 43
[[arm]]
name = "placebo"
n = 44

[[clause]]
id = "duration"
text = "60 months or less"
when = "months_since_first_non_raynaud <= 60 months"

[[result]]
id = "mrss-24"
outcome = "mrss"
at = "week 24"
role = "primary"
met = false
says = "No difference"
measure = "mean difference"
unit = "points"
estimate = -2.70
interval = [-5.85, 0.45]
level = 95
p = 0.09
sided = 2

[[result]]
id = "late"
outcome = "mrss"
at = "week 48"
role = "secondary"
says = "Still none"
measure = "hazard ratio"
estimate = 0.80
interval = [0.50, 1.28]
level = 95
interaction = 0.4
[[result.subgroup]]
name = "women"
when = "sex is female"
estimate = 0.7
interval = [0.4, 1.2]
level = 95

[[harm]]
says = "Serious infections"
n = 7
of = 43
"""


def mistakes(text: str, pack: Pack) -> list[tuple[int, str]]:
    found = evidence_file.check(text, pack.vocabulary, name="made_up.toml", claims=[c.id for c in pack.claims])
    return [(m.line, m.reason) for m in found]


def test_a_sound_file_has_no_mistake(ssc: Pack) -> None:
    assert mistakes(GOOD, ssc) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("interval = [-5.85, 0.45]", "interval = [-2.60, 0.45]", "interval", "does not contain its estimate -2.70"),
        ("interval = [-5.85, 0.45]", "interval = [0.45, -5.85]", "interval", "the wrong way round"),
        ("interval = [-5.85, 0.45]", "interval = [-5.85]", "interval", "should be two numbers"),
        ("level = 95\np = 0.09", "p = 0.09", "interval = [-5.85", "the level of the interval is left out"),
        ("level = 95\np = 0.09", "level = 0.95\np = 0.09", "level = 0.95", "is not a percentage"),
        ("p = 0.09", "p = 0.03", "p = 0.03", "contradicts the 95 % interval −5.85 to 0.45, which reaches 0"),
        ("p = 0.09", "p = 0.6", "p = 0.6", "belongs to p of about 0.09"),
        ("p = 0.09", "p = 9", "p = 9", "a number from 0 to 1"),
        ("p = 0.09", 'p = "<0.001"', "p = ", "contradicts"),
        ("p = 0.09", 'p = "<²"', "p = ", "a number from 0 to 1"),
        ("p = 0.09\nsided = 2", "p = 0.09", "p = 0.09", "one-sided or two-sided?"),
        ("met = false\n", "", "[[result]]", "was the primary endpoint met?"),
        ("met = false", "met = true", "met = true", "met = true, but p is 0.09"),
        ("pmid = 1\n", "", "[source]", "cannot be found again"),
        ('[source]\ncite = "Nobody A. J Made Up 2020"\npmid = 1\n', "", "id = ", "the source is missing"),
        ("n = 87", "n = 90", "n = 90", "the arms add up to 87"),
        ("n = 7\n", "n = 77\n", "n = 77", "77 of 43 is more than all of them"),
        ("<= 60 months", "<= 60 furlongs", "when", "write the threshold of months_since_first_non_raynaud in months"),
        ("months_since_first_non_raynaud <= 60", "months_since_moon <= 60", "when", "no fact is called"),
        ('design = "randomised, double-blind"', 'design = "randomised, double blind"', "design", "did you mean"),
        ('role = "secondary"', 'role = "secondry"', "role = ", "did you mean 'secondary'?"),
        ("interaction = 0.4\n", "", "[[result]]", "subgroups need interaction"),
        ("interval = [0.50, 1.28]", "interval = [-0.50, 1.28]", "interval = [-0.50", "a hazard ratio is above 0"),
        ("estimate = 0.80", "estimate = -0.80", "estimate = -0.80", "a hazard ratio is above 0"),
        ("estimate = -2.70", 'estimate = "-2.70"', "estimate = ", "should be a number without quotes"),
        ("[[harm]]", "[[harms]]", "[[harms]]", "no field is called harms; did you mean harm?"),
        ("year = 2020", "year = 20", "year = 20", "year should be a year"),
        ("read = 2026-11-23", 'read = "2026-11-23"', "read = ", "a date without quotes"),
        ("review_by = 2027-11-23", "review_by = 2025-11-23", "review_by", "review_by lies after read"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: str, reason: str, ssc: Pack) -> None:
    text = GOOD.replace(old, new, 1)
    lines = text.splitlines()
    found = mistakes(text, ssc)
    assert any(line in lines[number - 1] and reason in why for number, why in found), found


def test_a_one_sided_p_of_a_90_percent_interval_is_no_contradiction(ssc: Pack) -> None:
    text = GOOD.replace("estimate = -2.70\ninterval = [-5.85, 0.45]\nlevel = 95\np = 0.09\nsided = 2",
                        "estimate = -2.31\ninterval = [-4.32, -0.31]\nlevel = 90\np = 0.029\nsided = 1")  # fmt: skip
    assert mistakes(text.replace("met = false", 'met = "not stated"'), ssc) == []
    two_sided = text.replace("sided = 1", "sided = 2").replace("met = false", 'met = "not stated"')
    assert any("contradicts" in why for _, why in mistakes(two_sided, ssc))


def test_what_is_not_toml_says_where(ssc: Pack) -> None:
    with pytest.raises(BadInput, match=r"made_up\.toml: not TOML: .*line 3"):
        mistakes('id = "x"\n\nkind = trial\n', ssc)


def test_every_record_that_ships_passes_the_checker(ssc: Pack) -> None:
    folder = resources.files("osler.bedside").joinpath("packs/ssc/evidence")
    files = [f for f in folder.iterdir() if f.name.endswith(".toml")]
    assert len(files) >= 20
    for file in files:
        assert mistakes(file.read_text("utf-8"), ssc) == [], file.name
