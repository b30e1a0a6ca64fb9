"""PubMed's automatic term mapping: what untagged words are taken to mean.

The longest run that names something wins, from the left: MeSH (headings, entry terms, publication
types, qualifiers, supplementary concepts), then journals, then authors. What maps nowhere is searched
in all fields, joined by AND; stop words that belong to nothing are left out.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Sequence
from dataclasses import replace

from osler.engine import words as analysis
from osler.engine.stopwords import STOPWORDS
from osler.errors import BadQuery
from osler.model.query import Expr, Key, KeyPrefix
from osler.search.mapping import expressions, spelling
from osler.search.mapping.context import Context
from osler.search.mapping.headings import acting, map_heading
from osler.search.mapping.keys import DOI_HOST, map_key
from osler.search.mapping.named import other_number
from osler.search.mapping.names import full_names
from osler.search.mapping.node import Node, join
from osler.search.mapping.subsets import map_flag
from osler.search.mapping.words import phrase, say_inner_star, with_possessive
from osler.search.syntax import NoteKind, Term, unparse
from osler.search.syntax.tags import ARTICLE_ID, MESH
from osler.search.vocabulary import Concept

LONGEST = 12  # words of the longest run looked up at once
SHORT = 7  # words of a run in which a lower-case "or" is taken for an operator
_NAME = 4  # words of the longest author's name
_SMALL = ("or", "not")  # no stop words of PubMed's, and never what a paper is about
_ALL = "All Fields"
_ACTION = "Pharmacological Action"
_FIELDS = {
    "descriptor": ("mesh", "MeSH Terms", "MeSH heading"),
    "publication type": ("pt", "Publication Type", "publication type"),
    "qualifier": ("sh", "MeSH Subheading", "MeSH subheading"),
    "supplementary": ("nm", "Supplementary Concept", "supplementary concept"),
    "journal": ("journal", "Journal", "journal"),
}
_ORDER = ("descriptor", "publication type", "supplementary", "qualifier", "journal")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_DOI_SAID = re.compile(r"\bdoi:\s+(?=10\.\d)", re.IGNORECASE)
_INSIDE = re.compile(r"\w\*+\w")  # an asterisk within a word: colo*r
_INITIALS = re.compile(r"[a-z]{1,2}")


def map_literal(term: Term, context: Context) -> Node:
    """Quoted or truncated words: all fields, nothing mapped. "hasabstract"[All Fields], as PubMed prints it, is what
    it is without quotation marks."""
    flag = map_flag(term.text, term, context)
    if flag:
        return flag
    found = phrase(term, context)
    if not found.words:
        raise BadQuery(f"'{term.text[:40]}' holds no word to search for", position=term.start)
    expr = expressions.everywhere(found.words, term.text, prefix=found.prefix)
    expr = with_possessive(found, expr, lambda words: expressions.everywhere(words, prefix=found.prefix), term, context)
    _say_absent(term.text, expr, term, context)
    return Node(unparse(term), f'"{found.printed}"[{_ALL}]', expr, _ALL, start=term.start, end=term.end)


def _say_absent(typed: str, expr: Expr, term: Term, context: Context) -> None:
    if context.count(expr) == 0:
        context.note(NoteKind.NOT_FOUND, f"'{typed}' stands nowhere in the mirror", term.start, "", typed)


def map_untagged(term: Term, context: Context) -> Node:
    """A run of plain words. A lower-case 'or' in a short one means OR; in a long one (a pasted title) nothing."""
    typed = term.text.split()
    if _INSIDE.search(term.text):
        say_inner_star(term, context)
    small = next((word for word in typed[1:-1] if word.lower() == "or"), "")
    if small and len(typed) <= SHORT and {word.lower() for word in typed} != {"or"}:
        message = f"'{small}' in small letters was read as OR"
        context.note(NoteKind.WARNING, message, term.start, "write operators in capitals: OR", term.text)
        return _alternatives(term, typed, context)
    return _all(term, context)


def _alternatives(term: Term, typed: list[str], context: Context) -> Node:
    sides = " ".join("\0" if word.lower() == "or" else word for word in typed).split("\0")
    terms = [replace(term, text=side.strip()) for side in sides if side.strip()]
    said = [each for each in terms if not says_nothing(each, context)]
    for each in terms if said else ():
        if each not in said:
            say_dropped(each.text.split(), term, context)
    parts = [_all(each, context) for each in said or terms]
    if len(parts) == 1:
        return parts[0]
    expr = expressions.any_of(part.expr for part in parts)
    return Node(unparse(term), join("OR", parts), expr, op="OR", children=tuple(parts), start=term.start, end=term.end)


def says_nothing(term: Term, context: Context) -> bool:
    """Whether untagged words are too common, all of them, to be searched without quotation marks."""
    typed = term.text.split()
    return bool(typed) and all(map(_common, typed)) and not _pieces(term, replace(context, notes=[], translations=[]))


def _common(typed: str) -> bool:
    """True for a word never searched alone, whatever marks it: 'of', 'and/or', 'by:'."""
    found = analysis.words(typed)
    return bool(found) and all(word in STOPWORDS or word in _SMALL for word in found)


def _all(term: Term, context: Context) -> Node:
    pieces = _pieces(term, context)
    if not pieces:
        raise BadQuery(
            f"'{term.text[:40]}' holds only words that are never searched alone",
            position=term.start,
            hint=f'quote them to search them all the same: "{term.text[:40]}"',
        )
    if len(pieces) == 1:
        return pieces[0]
    expr = expressions.all_of(piece.expr for piece in pieces)
    return Node(
        unparse(term), join("AND", pieces), expr, op="AND", children=tuple(pieces), start=term.start, end=term.end
    )


def _pieces(term: Term, context: Context) -> list[Node]:
    typed = _DOI_SAID.sub("", term.text).split()
    pieces: list[Node] = []
    dropped: list[str] = []
    place = 0
    while place < len(typed):
        taken, node = _longest(typed, place, term, context)
        if node is None and _common(typed[place]):
            dropped.append(typed[place])
        elif node is None:
            node = map_flag(typed[place], term, context) or _word(typed[place], term, context)
        if node:
            pieces.append(node)
        place += taken
    if dropped:
        say_dropped(dropped, term, context)
    return pieces


def say_dropped(dropped: Sequence[str], term: Term, context: Context) -> None:
    """Notes the words that were left out."""
    small = [word.lower() for word in dropped if word.lower() in ("and", "or", "not")]
    kind = NoteKind.WARNING if {"or", "not"} & set(small) else NoteKind.IGNORED
    context.note(
        kind,
        f"not searched, as too common: {' '.join(dict.fromkeys(dropped))}",
        term.start,
        f"if you meant an operator, write it in capitals: {small[0].upper()}" if small else "",
        " ".join(dropped),
    )


def _longest(typed: Sequence[str], place: int, term: Term, context: Context) -> tuple[int, Node | None]:
    """The longest mapped run that starts at `place`: (words taken, its node or None)."""
    for length in range(_reach(typed, place, context), 0, -1):
        run = typed[place : place + length]
        if length == 1 and _common(run[0]):
            break
        if any("*" in word for word in run):
            continue
        node = (
            _pair(run, term, context)
            or _subject(run, term, context)
            or _author(run, term, context, whole=length == len(typed))
        )
        if node:
            return length, node
    return 1, None


def _pair(run: Sequence[str], term: Term, context: Context) -> Node | None:
    """'neoplasms/diet therapy', 'neoplasms/dh': to PubMed a heading with its subheading, tagged or not."""
    typed = " ".join(run)
    heading, slash, qualifier = typed.rpartition("/")
    if not slash or not heading.strip() or context.vocabulary.qualifier(qualifier) is None:
        return None
    if context.vocabulary.named(heading, "descriptor") is None:
        return None
    node = map_heading(Term(typed, MESH, start=term.start, end=term.end), MESH, context)
    context.translations.append((typed, node.translation))
    return replace(node, text=typed, because="MeSH heading and subheading")


def _reach(typed: Sequence[str], place: int, context: Context) -> int:
    """How many words from `place` on are worth looking up together: all but the last must begin some name."""
    limit = min(LONGEST, len(typed) - place)
    length = 1
    while length < limit:
        start = typed[place : place + length]
        if not any(context.vocabulary.starts(" ".join(each)) for each in _spellings(start)):
            break
        length += 1
    slash = next((at for at in range(limit) if "/" in typed[place + at]), None)
    return max(length, min(limit, _NAME if slash is None else slash + _NAME))


def _spellings(run: Sequence[str]) -> list[list[str]]:
    """A run's words as typed and, where it differs, in MeSH's American spelling."""
    typed = analysis.words(" ".join(run))
    other = [spelling.american(word) for word in typed]
    return [typed] if other == typed else [typed, other]


def _subject(run: Sequence[str], term: Term, context: Context) -> Node | None:
    concept = _concept(run, context)
    if concept is None:
        return None
    field, tag, because = _FIELDS[concept.kind]
    typed = " ".join(run)
    parts = [*_mapped(concept, field, tag, because, context), *_as_words(concept, analysis.words(typed), context)]
    expr = expressions.any_of(part.expr for part in parts)
    said = [(f"({p.translation})",) if p.op == "AND" else p.translation.split(" OR ") for p in parts]
    translation = " OR ".join(dict.fromkeys(each for part in said for each in part))
    context.translations.append((typed, translation))
    return Node(typed, translation, expr, "", "OR", f"{because}: {concept.name}", 0, tuple(parts), term.start, term.end)


def _concept(run: Sequence[str], context: Context) -> Concept | None:
    """What the words name: as typed, in American spelling, in the other number. A number names nothing."""
    if all(word.isdigit() for word in run):
        return None
    for words in _spellings(run):
        if not words:
            continue
        for text in (name := " ".join(words), other_number(name)):
            found = context.vocabulary.entries(text) if len(text) > 1 else []
            for kind in _ORDER:
                for concept in found:
                    if concept.kind == kind and not (kind == "qualifier" and len(text) < 3):
                        return concept
    return None


def _mapped(concept: Concept, field: str, tag: str, because: str, context: Context) -> list[Node]:
    """The controlled term itself; a heading that is a pharmacological action also as that."""
    name = analysis.key(concept.short or concept.name) if concept.kind == "journal" else concept.key
    if concept.kind == "journal":
        values = tuple(dict.fromkeys(analysis.key(n) for n in (concept.short, concept.name) if n))
    else:
        values = context.vocabulary.explode(concept) if concept.kind != "supplementary" else (concept.key,)
    printed = f'"{name}"[{tag}]'
    found = [Node(printed, printed, Key(field, values), tag, "", because, len(values) - 1)]
    substances = context.vocabulary.with_action(concept) if concept.kind == "descriptor" else []
    if substances:
        printed = f'"{name}"[{_ACTION}]'
        found.insert(0, Node(printed, printed, acting(substances), _ACTION, explodes=len(substances)))
    return found


def _as_words(concept: Concept, typed: Sequence[str], context: Context) -> list[Node]:
    """The heading's own words and those typed, in all fields; phrases are inside their ANDs already."""
    name = concept.short if concept.kind == "journal" and concept.short else concept.name
    own = analysis.words(_natural(name))
    parts: list[Node] = []
    seen: set[tuple[str, ...]] = set()
    for terms, inverted in ((own, analysis.words(name)), (list(typed), list(typed))):
        if concept.kind in ("supplementary", "journal") and terms is own and list(typed) != own:
            continue
        if tuple(terms) in seen or not terms:
            continue
        seen.add(tuple(terms))
        if len(terms) > 1 and concept.kind != "supplementary" and not any(map(_tells_little, terms)):
            alone = [_all_fields(word, context, varied=terms is not own) for word in _significant(inverted)]
            parts.append(_and(alone))
        parts.append(_phrase(terms, context))
    return parts


def _tells_little(word: str) -> bool:
    """A single character or a number: of 'protein C' and 'hepatitis A' PubMed searches no word apart."""
    return len(word) == 1 or word.isdigit()


def _significant(terms: Sequence[str]) -> list[str]:
    return [t for t in dict.fromkeys(terms) if t not in STOPWORDS] or list(dict.fromkeys(terms))


def _natural(name: str) -> str:
    """'Scleroderma, Systemic' as people say it: 'Systemic Scleroderma'."""
    head, comma, rest = name.partition(", ")
    return f"{rest} {head}" if comma and ", " not in rest else name


def _and(parts: list[Node]) -> Node:
    if len(parts) == 1:
        return parts[0]
    translation = join("AND", parts)
    expr = expressions.all_of(part.expr for part in parts)
    return Node(translation, translation, expr, "", "AND", children=tuple(parts))


def _phrase(terms: Sequence[str], context: Context) -> Node:
    if len(terms) == 1:
        return _all_fields(terms[0], context)
    text = " ".join(terms)
    return Node(f'"{text}"', f'"{text}"[{_ALL}]', expressions.everywhere(terms), _ALL)


def _all_fields(word: str, context: Context, *, varied: bool = True) -> Node:
    """A word in all fields, with its other spellings that the mirror holds."""
    return _varied(word, spelling.variants(word, _held(context)) if varied else ())


def _varied(word: str, others: Sequence[str], raw: str = "") -> Node:
    expr = expressions.any_of([expressions.everywhere([word], raw), *(expressions.everywhere([w]) for w in others)])
    translation = " OR ".join(f'"{w}"[{_ALL}]' for w in (word, *others))
    because = f"also {', '.join(others)}" if others else ""
    return Node(word, translation, expr, _ALL, "OR" if others else "", because)


def _held(context: Context) -> Callable[[str], bool]:
    return lambda word: any(context.frequency(field, word) for field in ("title", "abstract", "keyword"))


def _word(typed: str, term: Term, context: Context) -> Node | None:
    """A word that names nothing known: all fields, in both numbers and spellings. A hyphenated one is a phrase."""
    if typed.endswith("*"):
        return map_literal(Term(typed, start=term.start, end=term.end), context)
    doi = DOI_HOST.sub("", typed)
    if _DOI.fullmatch(doi):
        return map_key(Term(doi, ARTICLE_ID, start=term.start, end=term.end), ARTICLE_ID, context)
    found = analysis.words(typed)
    if not found:
        return None
    if len(found) == 1:
        held = _held(context)
        others = (*spelling.variants(found[0], held), *spelling.numbers(found[0], held))
        node = _varied(found[0], others, typed.strip(string.punctuation))
    else:
        expr = expressions.everywhere(found, typed.strip(".,;"))
        node = Node(typed, f'"{" ".join(found)}"[{_ALL}]', expr, _ALL)
    if not all(_held(context)(word) for word in found):
        _say_absent(typed, node.expr, term, context)
    return replace(node, text=typed, start=term.start, end=term.end)


def _author(run: Sequence[str], term: Term, context: Context, *, whole: bool) -> Node | None:
    """'smith ja', and where the whole run is a name 'john a smith' or 'smith, john', if the mirror has such authors."""
    name = analysis.key(" ".join(run).replace(".", " ").strip(" ,;"))
    initials = len(run) >= 2 and "," not in name and _INITIALS.fullmatch(name.rpartition(" ")[2])
    if initials and run[0].lower() not in STOPWORDS and context.begins("author", name):
        return _person(run, f"{name}[Author]", KeyPrefix("author", name), term, context)
    if not whole or not 2 <= len(run) <= 4 or not all(re.search(r"[^\W\d]", word) for word in run):
        return None
    if name.endswith(",") or any(word.lower() in STOPWORDS for word in run):
        return None
    natural, *inverted = sorted(full_names(name), key=lambda full: full.replace(",", "") == name)
    known = [natural] if context.begins("author_full", natural) else []
    known += [full for full in inverted if _is_name(full, context)]
    if not known:
        return None
    return _person(run, f'"{known[0]}"[Author - Full]', KeyPrefix("author_full", known[0]), term, context)


def _is_name(full: str, context: Context) -> bool:
    """Whether somebody is called so; "young, age" is not Agel Young."""
    return bool(context.frequency("author_full", full)) or context.begins("author_full", f"{full} ")


def _person(run: Sequence[str], translation: str, expr: Expr, term: Term, context: Context) -> Node:
    typed = " ".join(run)
    context.translations.append((typed, translation))
    return Node(typed, translation, expr, "Author", because="author", start=term.start, end=term.end)
