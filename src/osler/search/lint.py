"""Classic mistakes in a search strategy, beyond what reading it already noted. Nothing here changes the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from osler.engine import words
from osler.engine.stopwords import STOPWORDS
from osler.search.mapping import Context
from osler.search.mapping.words import SHORTEST
from osler.search.notation import foreign, marks
from osler.search.syntax import Kind, Note, NoteKind, Op, Term, Tree, groups, leaves, unparse

MANY = 1_000  # words that one truncation stands for
_LONG = 8  # terms from which a strategy is taken for one


def lint(tree: Tree, context: Context) -> list[Note]:
    """Warnings, in the order of the text."""
    terms = [leaf for leaf in leaves(tree) if isinstance(leaf, Term)]
    notes = [*_duplicates(tree), *_headings(terms, context), *_words(terms), *foreign(tree), *marks(terms)]
    notes += [*_truncations(terms, context), *_covered(tree), *_animals(tree)]
    return sorted(dict.fromkeys(notes), key=lambda note: note.position)


def _duplicates(tree: Tree) -> Iterator[Note]:
    """The same term twice within one OR or AND."""
    for node in groups(tree):
        if node.op is Op.NOT:
            continue
        seen: Counter[str] = Counter()
        for part in node.parts:
            if isinstance(part, Term):
                text = unparse(part)
                seen[text.lower()] += 1
                if seen[text.lower()] == 2:
                    yield Note(
                        NoteKind.WARNING, f"{text} stands twice in the same group", part.start, "remove one", text
                    )


def _headings(terms: list[Term], context: Context) -> Iterator[Note]:
    """Headings without words, words without headings, explosion turned off where there is something below."""
    kinds = {term.tag.kind if term.tag else Kind.ALL for term in terms}
    if len(terms) >= _LONG and Kind.MESH in kinds and not {Kind.TEXT, Kind.ALL} & kinds:
        yield Note(
            NoteKind.WARNING,
            "only MeSH headings: records that are not indexed yet cannot be found",
            terms[0].start,
            "add the words too: OR asthma[tiab]",
        )
    if len(terms) >= _LONG and Kind.TEXT in kinds and not {Kind.MESH, Kind.ALL} & kinds:
        yield Note(
            NoteKind.WARNING,
            "no MeSH heading: synonyms that nobody listed are missed",
            terms[0].start,
            'add the heading: OR "Asthma"[mh]',
        )
    for term in terms:
        if term.tag and term.tag.kind is Kind.MESH and not term.explode and not term.text.endswith("*"):
            concept = context.vocabulary.named(term.text.partition("/")[0], "descriptor")
            below = len(context.vocabulary.explode(concept)) - 1 if concept else 0
            if below:
                message = f"{term.text} is not exploded: {below:,} narrower headings are left out"
                yield Note(NoteKind.WARNING, message, term.start, "drop :noexp to include them", term.text)


def _words(terms: list[Term]) -> Iterator[Note]:
    for term in terms:
        if term.tag is None or term.tag.kind is not Kind.TEXT:
            continue
        found = words.words(term.text)
        if len(found) == 1 and found[0] in STOPWORDS:
            message = f"'{found[0]}' is so common that PubMed ignores it; here it is searched"
            yield Note(NoteKind.WARNING, message, term.start, "", term.text)
        small = {"and", "or", "not"} & set(term.text.split())
        if small and not term.quoted:
            name = sorted(small)[0]
            message = f"'{name}' inside {term.text}[{term.tag.short}] is a word of the phrase, no operator"
            yield Note(NoteKind.WARNING, message, term.start, f"write operators in capitals: {name.upper()}", term.text)
    yield from _unquoted(terms)


def _unquoted(terms: list[Term]) -> Iterator[Note]:
    loose = [t for t in terms if t.tag and t.tag.kind is Kind.TEXT and not t.quoted and " " in t.text]
    if loose:
        first, more = loose[0], len(loose) - 1
        others = f", and {more} more like it" if more else ""
        message = f"{first.text}[{first.tag.short if first.tag else ''}]{others}: searched as a phrase"
        yield Note(NoteKind.WARNING, message, first.start, f'quote it to say so: "{first.text}"', first.text)


def _animals(tree: Tree) -> Iterator[Note]:
    """NOT animals[mh]: Humans stands below Animals, so that nothing is left of studies in people."""
    for node in groups(tree):
        for part in node.parts[1:] if node.op is Op.NOT else ():
            heading = isinstance(part, Term) and part.tag and part.tag.kind is Kind.MESH and part.explode
            if heading and isinstance(part, Term) and part.text.lower() in ("animals", "animal"):
                message = f"NOT {unparse(part)} leaves out studies in people too: Humans stands below Animals"
                yield Note(NoteKind.WARNING, message, part.start, "write NOT (animals[mh] NOT humans[mh])", part.text)


def _truncations(terms: list[Term], context: Context) -> Iterator[Note]:
    """An asterisk that adds nothing, or more than anyone can mean."""
    for term in terms:
        start = _start(term)
        if start is None or term.tag is None:
            continue
        found = {word for field in term.tag.fields for word, _ in context.engine.terms(field, start, limit=MANY)}
        if found == {start}:
            message = f"{term.text}: the asterisk adds nothing here, no other word starts so"
            yield Note(NoteKind.WARNING, message, term.start, "leave it out, or cut the word shorter", term.text)
        elif len(found) >= MANY:
            message = f"{term.text} stands for {MANY:,} different words or more"
            yield Note(NoteKind.WARNING, message, term.start, "write more of the word before the asterisk", term.text)


def _start(term: Term) -> str | None:
    """The letters before the asterisk of a truncated single word with a word tag."""
    if term.tag is None or term.tag.kind is not Kind.TEXT or not term.text.endswith("*"):
        return None
    found = words.words(term.text)
    return found[0] if len(found) == 1 and len(found[0]) >= SHORTEST else None


def _covered(tree: Tree) -> Iterator[Note]:
    """Within one OR, words that a truncation beside them finds anyway."""
    for node in groups(tree):
        terms = [part for part in node.parts if isinstance(part, Term)] if node.op is Op.OR else []
        starts = {(start, t.tag.name): t for t in terms if t.tag and (start := _start(t))}
        for term in terms:
            word = words.words(term.text)
            if term.tag is None or len(word) != 1 or term.text.endswith("*"):
                continue
            wide = next((t for (s, tag), t in starts.items() if tag == term.tag.name and word[0].startswith(s)), None)
            if wide:
                message = f"{unparse(term)} is found by {unparse(wide)} already"
                yield Note(NoteKind.WARNING, message, term.start, "leave one of them out", term.text)
