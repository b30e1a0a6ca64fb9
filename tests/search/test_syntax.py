"""Text to tree and back; where reading stops and what is said."""

from __future__ import annotations

import contextlib

import pytest

from osler.errors import BadQuery
from osler.search.syntax import Group, History, Note, NoteKind, Op, Range, Term, leaves, parse, unparse
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
        ("a | b", ["OR", "a", "b"]),
        ("a|b||c", ["OR", "a", "b", "c"]),
        ("(a[ti]|b[ti]) AND c", ["AND", ["OR", "a[ti]", "b[ti]"], "c"]),
        ("a OR b & c", ["AND", ["OR", "a", "b"], "c"]),
        ("a[ti] && b[ti]", ["AND", "a[ti]", "b[ti]"]),
        ("diet & exercise", "diet & exercise"),
        ("x OR obstetrics & gynecology[ta]", ["OR", "x", "obstetrics & gynecology[ta]"]),
        ('"a|b & c"[ti]', '"a|b & c"[ti]'),
        ("asthma[MeSH+Terms]+AND+child+OR+cough", ["OR", ["AND", "asthma[mh]", "child"], "cough"]),
        ("&quot;heart attack&quot;[ti] &amp; cough", ["AND", '"heart attack"[ti]', "cough"]),
        (
            "（asthma［ti］ OR ＂dry cough＂【ti】） AND 2010：2020［dp］",
            ["AND", ["OR", "asthma[ti]", '"dry cough"[ti]'], '"2010"[dp] : "2020"[dp]'],
        ),
        ("a AND *AND b", ["AND", "a", "and b"]),
        ("2020\\\\[dp]", "2020[dp]"),
        ("asthma＊[ti]｜cough", ["OR", "asthma*[ti]", "cough"]),
        (
            r"(\"dry cough\"[ti]) AND (\"2010\"[dp] : \"2020\"[dp])",
            ["AND", '"dry cough"[ti]', '"2010"[dp] : "2020"[dp]'],
        ),
        ("J Bone Joint Surg [Br][ta]", "J Bone Joint Surg Br[ta]"),
        ('"a b"[ad:~1000]', '"a b"[ad:~1000]'),
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
        ("asthma[ti] AND/OR cough[ti]", 11, "two operators"),
        ("asthma AND/OR cough", 7, "two operators"),
        ("asthma%5Bti%5D+AND+cough", 6, "as in an address"),
        ("see https://pubmed.ncbi.nlm.nih.gov/?term=asthma&sort=date", 4, "as in an address"),
        ("#1 asthma\n#2 a[bad tag]\n#3 #1 AND #2", 14, "no search field"),
        ("#1 a\n#2 (b\n#3 #1 OR #2", 8, "never closed"),
        ("#1 a OR #3\n#2 b\n#3 #1 AND #2", 8, "no line above line 1"),
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
    ("text", "hint"),
    [
        ("asthma%5Bti%5D+AND+cough", "write asthma[ti] AND cough"),
        ("https://pubmed.ncbi.nlm.nih.gov/?term=%22a+b%22%5Bti%5D&sort=date", 'write "a b"[ti]'),
        ("2010:[dp]", "write 2010:3000[dp]"),
        ("2010[year]", "did you mean [dp], Date - Publication?"),
        ("asthma[kw]", "did you mean [ot], Other Term?"),
        ("BMJ (Clinical research ed.)[ta]", "a name with parentheses stands in quotation marks, or without them"),
        ("(a OR b)[ti]", "write it behind each term: (asthma[ti] OR wheeze[ti])"),
        (":2010[edat]", "write 1800:2010[edat]"),
        ("MeSH descriptor: [Asthma] explode all trees", 'PubMed writes headings with their tag: "Asthma"[mh]'),
    ],
)
def test_the_hint_is_what_would_be_right(text: str, hint: str) -> None:
    with pytest.raises(BadQuery) as caught:
        parse(text)
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("#1 asthma[ti]\n#2 cough[ti] OR\n  wheeze[ti]\n#3 #1 AND #2", "asthma[ti] AND (cough[ti] OR wheeze[ti])"),
        ("1. a[ti]\n2. b[ti]\n3. 1 or 2\n4. c[ti]\n5. 3 and 4", "(a[ti] OR b[ti]) AND c[ti]"),
        ("1) a[ti]\n2) b[ti]\n3) c[ti]\n4) or/1-3", "a[ti] OR b[ti] OR c[ti]"),
        ("S1 a[ti]\nS2 b[ti]\nS3 S1 NOT S2", "a[ti] NOT b[ti]"),
        ("#3 #1 OR #2\n#2 b[ti]\n#1 a[ti]", "a[ti] OR b[ti]"),
        ("#1 a[ti] #2 b[ti] OR c[ti] #3 #1 AND #2", "a[ti] AND (b[ti] OR c[ti])"),
        ("1. a[ti] 2. b[ti] 3. 1 or 2", "a[ti] OR b[ti]"),
        ("#1 a[ti] OR b[ti]\n#2 #1 AND c[ti]\n#3 #2 NOT #9", "((a[ti] OR b[ti]) AND c[ti]) NOT #9"),
    ],
)
def test_a_numbered_strategy_is_what_its_last_line_stands_for(text: str, same: str) -> None:
    notes: list[Note] = []
    tree = parse(text, notes)
    assert tree == parse(same)
    assert parse(unparse(tree)) == tree
    assert "numbered lines" in notes[0].message
    for leaf in leaves(tree):
        assert isinstance(leaf, History) or text[leaf.start :].startswith(unparse(leaf)), "places are those of the text"


@pytest.mark.parametrize(
    "text",
    [
        "#1 OR\n#2 OR\n#3",
        "#1\n#2",
        "1. Smith J. Asthma. Lancet 2001.\n2. Jones A. Cough. BMJ 2002.",
        "#2 AND asthma\nOR cough",
        "#1 #2",
        "#1 asthma #2",
        "#1 AND asthma OR #2 AND #1",
        "#1 OR #2 OR #3 #4",
        "1. asthma 2. cough",
        "(#1 asthma) #2 #1",
        "1. asthma\n2. 30561237",
    ],
)
def test_lines_that_refer_to_no_other_are_no_numbered_strategy(text: str) -> None:
    notes: list[Note] = []
    parse(text, notes)
    assert not any("numbered lines" in note.message for note in notes)


@pytest.mark.parametrize("text", ["(a[ti])OR(b[ti])", "a[ti]AND(b[ti])NOT(c[ti])", "(a) or(b)", "(a)(b)", '("a")("b")'])
def test_parentheses_close_to_operators_are_not_within_words(text: str) -> None:
    notes: list[Note] = []
    parse(text, notes)
    assert not any("parenthesis" in note.message for note in notes)


def test_a_numbered_strategy_that_doubles_with_every_line_ends() -> None:
    text = "#1 a[ti]\n" + "\n".join(f"#{n} #{n - 1} OR (#{n - 1} AND b[ti])" for n in range(2, 40))
    with pytest.raises(BadQuery, match="stands for more than"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a | b", NoteKind.CORRECTED),
        ("a[ti] & b[ti]", NoteKind.CORRECTED),
        ("a+AND+b", NoteKind.CORRECTED),
        ("a &lt; b", NoteKind.CORRECTED),
        ("25(OH)D[ti]", NoteKind.WARNING),
        ("a（b）", NoteKind.CORRECTED),
        (r"\"a b\"[ti]", NoteKind.CORRECTED),
        ("Benzo(a)pyrene[mh]", NoteKind.WARNING),
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


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("benzo[a]pyrene", "benzo a pyrene"),
        ("uptake of [3H]thymidine", "uptake of 3H thymidine"),
        ("2-[18F]fluoro-x", "2- 18F fluoro-x"),
        ("inhibition of growth [corrected]", "inhibition of growth corrected"),
        ("Synth za zhi [Synthetic journal of nothing] 2024", "Synth za zhi Synthetic journal of nothing 2024"),
        ("a lectin [Formula: see text] of wheat", "a lectin Formula: see text of wheat"),
    ],
)
def test_brackets_of_a_pasted_title_are_no_tag(pasted: str, words: str) -> None:
    notes: list[Note] = []
    found = parse(pasted, notes)
    assert " ".join(term.text for term in leaves(found) if isinstance(term, Term)) == words
    assert [note.kind for note in notes] == [NoteKind.IGNORED] * pasted.count("[")


@pytest.mark.parametrize(
    "query", ["asthma[titel]", "asthma[ti,ab]", "asthma[1ua]", "asthma[titel:~5]", "MeSH descriptor: [Gout, Acute]"]
)
def test_what_may_be_a_tag_misspelt_is_still_refused(query: str) -> None:
    with pytest.raises(BadQuery, match="is no search field"):
        parse(query)
