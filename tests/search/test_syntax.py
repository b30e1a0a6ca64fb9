"""Text to tree and back; where reading stops and what is said."""

from __future__ import annotations

import contextlib

import pytest

from osler.errors import BadQuery
from osler.search.syntax import Group, History, Note, NoteKind, Op, Range, Term, parse, unparse
from osler.search.syntax.tags import TAGS, find


def shape(text: str) -> object:
    """The tree as nested lists: ["OR", "a[ti]", …]."""

    def show(tree: object) -> object:
        if isinstance(tree, Group):
            return [tree.op.value, *(show(part) for part in tree.parts)]
        return unparse(tree)  # type: ignore[arg-type]

    return show(parse(text))


def kinds(text: str) -> list[NoteKind]:
    notes: list[Note] = []
    parse(text, notes)
    return [note.kind for note in notes]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("asthma", "asthma"),
        ("bronchial asthma", "bronchial asthma"),
        ("asthma AND cough", ["AND", "asthma", "cough"]),
        ("a[ti] b[ti]", ["AND", "a[ti]", "b[ti]"]),
        ('"heart attack" cough', ["AND", '"heart attack"', "cough"]),
        ("a OR b AND c", ["AND", ["OR", "a", "b"], "c"]),
        ("a OR (b AND c)", ["OR", "a", ["AND", "b", "c"]]),
        ("a NOT b NOT c", ["NOT", "a", "b", "c"]),
        ("a OR b OR c AND d AND e", ["AND", ["OR", "a", "b", "c"], "d", "e"]),
        ("((a))", "a"),
        ("a AND NOT b", ["NOT", "a", "b"]),
        ("#1 AND #2", ["AND", "#1", "#2"]),
        ("(a OR b) c", ["AND", ["OR", "a", "b"], "c"]),
        ('"a b" [tiab]', '"a b"[tiab]'),
        ("“a b”[tiab]", '"a b"[tiab]'),
        (
            "Animals[Mesh] not (Animals[Mesh] and Humans[Mesh])",
            ["NOT", "Animals[mh]", ["AND", "Animals[mh]", "Humans[mh]"]],
        ),
        ('"x"[Mesh:NoExp]', '"x"[mh:noexp]'),
        ('"x y"[tiab:~3]', '"x y"[tiab:~3]'),
        ("*Staphylococcus[Mesh]", "Staphylococcus[mh]"),
        ("Humans[Mesh]/", "Humans[mh]"),
        ("scleroderma, systemic[mh]", "scleroderma, systemic[mh]"),
        ("wit and humor", "wit and humor"),
        ("[Titel in eckigen Klammern]", "Titel in eckigen Klammern"),
        ("2000 : 2010[dp]", '"2000"[dp] : "2010"[dp]'),
    ],
)
def test_reads_from_left_to_right_as_pubmed(text: str, tree: object) -> None:
    assert shape(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "2000:2010[dp]",
        '"2000"[dp]:"2010"[dp]',
        "2000[dp]:2010[dp]",
        "2000 : 2010 [pdat]",
        '"2000" : "2010"[Date - Publication]',
    ],
)
def test_ranges_take_one_tag_or_two(text: str) -> None:
    tag = find("dp")
    assert tag is not None
    assert parse(text) == Range("2000", "2010", tag)


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("", 0, "nothing to search"),
        ("   ", 0, "nothing to search"),
        ("AND", 0, "nothing to search"),
        ("NOT", 0, "NOT has nothing before it"),
        ("a NOT", 2, "NOT has nothing behind it"),
        ("a AND OR b", 6, "two operators"),
        ("(a OR b", 0, "never closed"),
        ("a) OR b", 1, "no '('"),
        ("asthma[tiabb]", 6, "no search field"),
        ("(a OR b)[tiab]", 8, "a tag belongs to one term"),
        ("[mh] asthma", 0, "no term before it"),
        ("a[ti][ab]", 5, "two tags"),
        ("asthma[ti", 6, "never closed"),
        ("2000[dp]:2010[edat]", 9, "same field"),
        ("asthma[mh:foo]", 6, "not understood"),
        ("#1[ti]", 2, "takes no tag"),
        ("1990:2000:2010[dp]", 0, "more than two ends"),
        ("()", 0, "nothing to search"),
        ("***[ti]", 0, "nothing to search for"),
    ],
)
def test_says_where_it_stopped_and_why(text: str, position: int, said: str) -> None:
    with pytest.raises(BadQuery, match=said.replace("(", r"\(")) as caught:
        parse(text)
    assert caught.value.position == position


def test_an_unknown_tag_is_named_with_the_nearest() -> None:
    with pytest.raises(BadQuery) as caught:
        parse("asthma[titl/abstract]")
    assert "[tiab]" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“a b”[ti]", NoteKind.CORRECTED),
        ('"a b[ti]', NoteKind.CORRECTED),
        ('"heart attack[tiab] OR "stroke"[tiab]', NoteKind.CORRECTED),
        ("a AND AND b", NoteKind.IGNORED),
        ("OR a", NoteKind.IGNORED),
        ("a OR", NoteKind.IGNORED),
        ("a AND ()", NoteKind.IGNORED),
        ("a\x00b", NoteKind.IGNORED),
        ("a] OR b", NoteKind.IGNORED),
        ("a OR b AND c", NoteKind.WARNING),
        ("a[ti] or b[ti]", NoteKind.WARNING),
        ('""', NoteKind.IGNORED),
    ],
)
def test_nothing_is_changed_in_silence(text: str, kind: NoteKind) -> None:
    notes: list[Note] = []
    with contextlib.suppress(BadQuery):
        parse(text, notes)
    assert kind in [note.kind for note in notes]


def test_clean_text_leaves_no_note() -> None:
    assert kinds('("Lung Diseases"[mh] OR lung[tiab]) AND cough[tiab] NOT mice[ti]') == []


def test_positions_are_those_of_the_text_as_typed() -> None:
    tree = parse('  asthma[ti]  OR "heart attack"[tiab]')
    assert isinstance(tree, Group)
    assert [(part.start, part.end) for part in tree.parts] == [(2, 12), (17, 37)]


def test_every_alias_leads_to_its_tag() -> None:
    for tag in TAGS:
        for alias in (*tag.aliases, tag.name, tag.name.upper(), f" {tag.name} "):
            assert find(alias) is tag, alias


def test_no_alias_means_two_fields() -> None:
    aliases = [alias for tag in TAGS for alias in {*tag.aliases, tag.name.lower()}]
    assert len(aliases) == len(set(aliases))


@pytest.mark.parametrize("depth", [700, 10_000])
def test_deep_parentheses_are_read_or_refused_never_a_crash(depth: int) -> None:
    text = "(" * depth + "a" + ")" * depth
    if depth > 800:
        with pytest.raises(BadQuery, match="nested"):
            parse(text)
    else:
        assert parse(text) == Term("a")


def test_a_thousand_changes_of_operator_are_refused_clearly() -> None:
    with pytest.raises(BadQuery, match="change more than"):
        parse(" ".join(f"w{n} {'AND' if n % 2 else 'OR'}" for n in range(2_000)) + " end")


def test_six_hundred_terms_in_twenty_thousand_characters() -> None:
    text = " OR ".join(f'"{"synthetic term number":s} {n}"[tiab]' for n in range(600))
    assert len(text) > 20_000
    tree = parse(text)
    assert isinstance(tree, Group)
    assert len(tree.parts) == 600
    assert parse(unparse(tree)) == tree


def test_trees_print_as_people_type() -> None:
    tree = Group(Op.AND, (Group(Op.OR, (Term("a"), Term("b c", find("ti"), quoted=True))), History(3)))
    assert unparse(tree) == '(a OR "b c"[ti]) AND #3'
