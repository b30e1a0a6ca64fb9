"""Scheme files: what comes with Osler can be used, and a file that leaves something out is refused by its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest

from osler.errors import BadInput
from osler.learning import scheme_file
from osler.learning.scheme import Kind, Scheme

FILE = resources.files("osler.learning").joinpath("schemes/uk-cpd.toml").read_text("utf-8")
KEYS = [
    "id",
    "title",
    "issuer",
    "kind",
    "unit",
    "year_starts",
    "per",
    "amount",
    "step",
    "fields",
    "days",
    "from",
    "until",
]
KEYS += ["period", "most", "says", "publisher", "read", "review_by"]


@pytest.mark.parametrize("scheme", scheme_file.load(None).values(), ids=lambda scheme: scheme.id)
def test_every_scheme_says_where_it_was_read_and_when_to_look_again(scheme: Scheme) -> None:
    assert scheme.source.title
    assert scheme.source.publisher
    assert scheme.source.read < scheme.source.review_by


def test_the_schemes_of_the_house() -> None:
    found = scheme_file.load(None)
    assert len(found) >= 6
    assert [scheme.id for scheme in found.values() if scheme.needs_provider] == ["ama-pra-1-point-of-care"]
    assert found["ama-pra-1-point-of-care"].credit(3) == Decimal("0.5")
    assert found["ama-pra-2"].credit(22) == Decimal("0.25")
    assert found["ama-pra-2"].credit(23) == Decimal("0.5")
    assert found["rcpsc-moc-2"].credit(60) == 2
    assert found["uk-cpd"].year_of(date(2027, 3, 31)) == (date(2026, 4, 1), date(2027, 3, 31))
    assert found["ama-pra-2"].limits[0].most is None


@pytest.mark.parametrize("key", KEYS)
def test_a_file_with_a_missing_field_is_refused_with_its_line(key: str) -> None:
    lines = FILE.splitlines()
    kept = [line for line in lines if not line.startswith((f"{key} ", f"{key}="))]
    assert len(kept) == len(lines) - (2 if key == "title" else 1)
    with pytest.raises(BadInput, match=rf"^mine\.toml:\d+: .*{key} is missing"):
        scheme_file.read("\n".join(kept), name="mine.toml")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('kind = "self-claimed"', 'kind = "free"', 4, "kind is 'free'; it may be self-claimed, provider"),
        ('kind = "self-claimed"', 'kind = "provider"', 1, "title_without_provider is missing"),
        ("amount = 1", "amount = -1", 11, "amount must be a number above 0"),
        ("amount = 1", 'amount = "one"', 11, "amount must be a number above 0"),
        ('days = "not set"', 'days = "soon"', 18, "whole number of days"),
        ("read = 2026-11-27", 'read = "lately"', 31, "read must be a date"),
        ('year_starts = "04-01"', 'year_starts = "13-01"', 6, "month and day"),
        ('unit = "credit"', 'unit = "credit"\ncolour = "red"', 6, "there is no setting 'colour'"),
        ('fields = ["question", "learned"', 'fields = ["question", "shoe size"', 15, "fields must be a list of"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(old: str, new: str, line: int, says: str) -> None:
    assert old in FILE
    with pytest.raises(BadInput, match=says) as refused:
        scheme_file.read(FILE.replace(old, new, 1), name="mine.toml")
    assert str(refused.value).startswith(f"mine.toml:{line}: ")


def test_a_provider_scheme_may_not_name_the_credit_before_there_is_a_provider() -> None:
    text = FILE.replace(
        'kind = "self-claimed"', 'kind = "provider"\ntitle_without_provider = "UK CPD, personal credits soon"'
    )
    with pytest.raises(BadInput, match="may not name the credit"):
        scheme_file.read(text, name="mine.toml")


def test_an_administrator_replaces_and_adds(tmp_path: Path) -> None:
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "a.toml").write_text(FILE.replace("most = 10", "most = 25"))
    (tmp_path / "schemes" / "b.toml").write_text(FILE.replace('id = "uk-cpd"', 'id = "ours"'))
    found = scheme_file.load(tmp_path)
    assert found["uk-cpd"].limits[0].most == 25
    assert found["ours"].kind is Kind.SELF_CLAIMED
    assert "hospital" in found


def test_not_toml_is_said_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "a.toml").write_bytes(b"id = \xff")
    with pytest.raises(BadInput, match=r"a\.toml"):
        scheme_file.load(tmp_path)
    (tmp_path / "schemes" / "a.toml").write_text("id = ")
    with pytest.raises(BadInput, match=r"a\.toml: not TOML"):
        scheme_file.load(tmp_path)
