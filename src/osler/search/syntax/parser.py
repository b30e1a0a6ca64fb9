"""Tokens to a tree, from left to right as PubMed reads them; an explicit stack, so depth is only a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from osler.errors import BadQuery
from osler.search.syntax import numbered, tags
from osler.search.syntax.lexer import LIMIT, Token, Type, tokens
from osler.search.syntax.notes import Note, NoteKind
from osler.search.syntax.tags import Kind, Tag
from osler.search.syntax.tree import Group, History, Op, Range, Term, Tree

DEPTH = 800  # levels of parentheses and of changes between AND, OR and NOT
_OPERAND = (Type.WORD, Type.QUOTED, Type.OPEN, Type.HISTORY)
_FINISHED = (Type.TAG, Type.QUOTED, Type.CLOSE, Type.HISTORY)
_RANGED = (Kind.DATE, Kind.PMID)
_AND = ("&", "&&")
_SIGNS = ("+", "-", "!")  # operators elsewhere
_ELSEWHERE = {  # fields of other databases -> the tag that comes nearest
    "year": "dp",
    "date": "dp",
    "kw": "ot",
    "key": "ot",
    "organism": "mh",
    "orgn": "mh",
    "gene": "tiab",
}
_TILDE = re.compile(r"~\d{1,4}")
_CAPITALS = re.compile(r"\b(?:AND|OR|NOT)\b")
_LEADING_STARS = re.compile(r"(?:^|(?<=\s))\*+(?=\w)")


def parse(text: str, notes: list[Note] | None = None) -> Tree:
    """The tree of a query. What was ignored, corrected or looks wrong is appended to `notes`.

    Raises BadQuery with the character where reading stopped and what would be right.
    """
    notes = [] if notes is None else notes
    strategy = numbered.lines(text) if len(text) <= LIMIT else []
    if not strategy:
        return _Parser(text, notes).parse()
    last = max(line.number for line in strategy)
    message = f"numbered lines were read as searches of their own; the last, #{last}, is what was searched"
    notes.append(Note(NoteKind.CORRECTED, message, strategy[0].start))
    return numbered.joined(last, {n: _Parser(line, notes, start).parse() for n, line, start in strategy})


@dataclass(slots=True)
class _Frame:
    """One open parenthesis (the outermost has none): the parts so far and the operator that joins them."""

    start: int
    op: Op | None = None
    parts: list[Tree] = field(default_factory=list)
    pending: Token | None = None  # the operator that waits for its right side
    depth: int = 0  # of the deepest part

    def tree(self) -> Tree | None:
        if len(self.parts) < 2:
            return self.parts[0] if self.parts else None
        assert self.op is not None
        return Group(self.op, tuple(self.parts), self.parts[0].start, self.parts[-1].end)


class _Parser:
    def __init__(self, text: str, notes: list[Note], base: int = 0) -> None:
        """`base` is where the text begins in what was typed."""
        self.tokens = tokens(text, notes, base)
        self.base = base
        self.notes = notes
        self.structured = any(token.type is not Type.WORD for token in self.tokens)
        self.run_ends = _run_ends(self.tokens)
        self.place = 0
        self.frames = [_Frame(base)]

    def parse(self) -> Tree:
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            match token.type:
                case Type.OPEN:
                    self._open(token)
                case Type.CLOSE:
                    self._close(token)
                case Type.OPERATOR:
                    self._operator(token, token.text)
                case Type.HISTORY:
                    self._history(token)
                case Type.TAG:
                    self._stray_tag(token)
                case Type.COLON:
                    self._note(NoteKind.IGNORED, "a ':' that joins no two dates was ignored", token)
                    self.place += 1
                case Type.WORD if self._is_ampersand(self.place):
                    self._note(NoteKind.CORRECTED, f"'{token.text}' was read as AND", token)
                    self._operator(token, "AND")
                case Type.WORD if self._is_mark(token):
                    self._mark(token)
                case Type.WORD if self._is_small_operator(self.place, run_is_empty=True):
                    self._small_operator(token)
                case _:
                    self._operand()
        return self._finish()

    # -- groups -----------------------------------------------------------------------------------

    def _open(self, token: Token) -> None:
        if len(self.frames) > DEPTH:
            raise BadQuery(
                f"parentheses are nested more than {DEPTH} deep", position=token.start, hint="leave out outer ones"
            )
        self.frames.append(_Frame(token.start))
        self.place += 1

    def _close(self, token: Token) -> None:
        if len(self.frames) == 1:
            raise BadQuery(
                "a ')' has no '(' before it", position=token.start, hint="remove it, or open the group it closes"
            )
        following = self._peek(1)
        if following and following.type is Type.TAG:
            tag = tags.find(following.text.partition(":")[0])
            hint = f"write it behind each term: (asthma[{following.text}] OR wheeze[{following.text}])"
            if tag and tag.kind is Kind.JOURNAL:  # BMJ (Clinical research ed.)[ta]
                hint = "a name with parentheses stands in quotation marks, or without them"
            message = f"[{following.text}] stands behind a group; a tag belongs to one term"
            raise BadQuery(message, position=following.start, hint=hint)
        frame = self.frames.pop()
        self._drop_pending(frame)
        tree = frame.tree()
        self.place += 1
        if tree is None:
            self.notes.append(Note(NoteKind.IGNORED, "empty parentheses were ignored", frame.start))
            return
        self._attach(tree, frame.depth + 1)

    def _finish(self) -> Tree:
        if len(self.frames) > 1:
            raise BadQuery("a '(' is never closed", position=self.frames[-1].start, hint="add ')' where the group ends")
        frame = self.frames[0]
        self._drop_pending(frame)
        tree = frame.tree()
        if tree is None:
            raise BadQuery(
                "there is nothing to search for", position=self.base, hint="type some words, e.g. asthma AND budesonide"
            )
        return tree

    def _attach(self, operand: Tree, depth: int = 0) -> None:
        frame = self.frames[-1]
        op = Op(frame.pending.text) if frame.pending else Op.AND
        frame.pending = None
        frame.depth = max(frame.depth, depth)
        if len(frame.parts) > 1 and frame.op is not op:
            self._mixed(frame, op, operand)
            whole = frame.tree()
            assert whole is not None
            frame.parts = [whole]
            frame.depth += 1
        if frame.depth > DEPTH:
            raise BadQuery(
                f"AND, OR and NOT change more than {DEPTH} times",
                position=operand.start,
                hint="group what belongs together with parentheses",
            )
        if frame.parts:
            frame.op = op
        frame.parts.append(operand)

    def _mixed(self, frame: _Frame, op: Op, operand: Tree) -> None:
        if op is Op.NOT or frame.op is Op.NOT:
            return
        message = f"{frame.op} and {op} are mixed without parentheses and were read from left to right"
        if not any(note.message.endswith("read from left to right") for note in self.notes):
            self.notes.append(Note(NoteKind.WARNING, message, operand.start, "group with parentheses: (a OR b) AND c"))

    # -- operators --------------------------------------------------------------------------------

    def _operator(self, token: Token, name: str) -> None:
        self.place += 1
        frame = self.frames[-1]
        if not frame.parts:
            self._leading(frame, token, name)
            return
        if frame.pending is None:
            frame.pending = Token(Type.OPERATOR, name, token.start, token.end)
            return
        before = frame.pending.text
        if before == name:
            self._note(NoteKind.IGNORED, f"a second {name} in a row was ignored", token)
        elif (before, name) == ("AND", "NOT"):
            self._note(NoteKind.CORRECTED, "AND NOT was read as NOT", token)
            frame.pending = Token(Type.OPERATOR, name, token.start, token.end)
        else:
            raise BadQuery(f"{before} {name}: two operators in a row", position=token.start, hint=f"keep one: {before}")

    def _leading(self, frame: _Frame, token: Token, name: str) -> None:
        if name == "NOT":
            raise BadQuery(
                "NOT has nothing before it to take from",
                position=token.start,
                hint="start from everything: all[sb] NOT …",
            )
        if frame.pending is None:
            self._note(NoteKind.IGNORED, f"{name} with nothing before it was ignored", token)

    def _drop_pending(self, frame: _Frame) -> None:
        if frame.pending is None:
            return
        if frame.pending.text == "NOT":
            raise BadQuery(
                "NOT has nothing behind it", position=frame.pending.start, hint="say what to leave out, or remove NOT"
            )
        self._note(NoteKind.IGNORED, f"{frame.pending.text} with nothing behind it was ignored", frame.pending)
        frame.pending = None

    def _is_small_operator(self, place: int, *, run_is_empty: bool) -> bool:
        """True for a lower-case and/or/not beside something that is clearly a finished or a new operand."""
        token = self.tokens[place]
        if token.type is not Type.WORD or token.text.upper() not in ("AND", "OR", "NOT"):
            return False
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if following is None:
            return False
        if not run_is_empty:
            return following.type in (Type.QUOTED, Type.OPEN, Type.HISTORY)
        frame = self.frames[-1]
        return bool(frame.parts) and frame.pending is None and following.type in _OPERAND

    def _small_operator(self, token: Token) -> None:
        name = token.text.upper()
        self._note(
            NoteKind.WARNING, f"'{token.text}' was read as {name}", token, f"write operators in capitals: {name}"
        )
        self._operator(token, name)

    # -- terms ------------------------------------------------------------------------------------

    def _operand(self) -> None:
        first = self._term()
        colon, second = self._peek(0), self._peek(1)
        if first and colon and colon.type is Type.COLON and second and second.type in (Type.WORD, Type.QUOTED):
            self.place += 1
            while (mark := self._peek(0)) and mark.type is Type.WORD and self._is_mark(mark):
                self._mark(mark)
            other = self._term()
            if other and isinstance(first, Term) and isinstance(other, Term):
                self._range(first, other, colon)
                return
            if other:
                self._attach(first)
                first = other
        if first:
            self._attach(first)

    def _range(self, low: Term, high: Term, colon: Token) -> None:
        tag = high.tag or low.tag
        if low.tag and high.tag and low.tag is not high.tag:
            raise BadQuery(
                f"a range from [{low.tag.short}] to [{high.tag.short}]: both ends need the same field",
                position=high.start,
                hint=f"{low.text}:{high.text}[{low.tag.short}]",
            )
        if tag is None or tag.kind not in _RANGED:
            self._note(NoteKind.IGNORED, "a ':' that joins no two dates was ignored", colon)
            self._attach(low)
            self._attach(high)
            return
        self._attach(_checked(Range(low.text, high.text, tag, low.start, high.end)))

    def _ends_run(self, place: int) -> bool:
        return self._is_small_operator(place, run_is_empty=False) or self._is_ampersand(place)

    def _is_ampersand(self, place: int) -> bool:
        """True for PubMed's other AND. Not within a tagged run (obstetrics & gynecology[ta]), nor where nothing is
        more than a word: a title keeps what is in it, and plain words are joined by AND anyhow."""
        if self.tokens[place].text not in _AND or not self.structured or place == 0:
            return False
        if self.tokens[place - 1].type is not Type.WORD:
            return self.tokens[place - 1].type in _FINISHED
        end = self.run_ends[place]
        return end == len(self.tokens) or self.tokens[end].type is not Type.TAG

    def _is_mark(self, token: Token) -> bool:
        """True for marks that stand apart before a word (stroke[tiab], rehabilitation[tiab]): no part of it."""
        following = self._peek(1)
        return following is not None and following.type is Type.WORD and not any(map(str.isalnum, token.text))

    def _mark(self, token: Token) -> None:
        hint = "write AND, OR or NOT, in capitals" if token.text in _SIGNS else ""
        self._note(NoteKind.IGNORED, f"'{token.text[:20]}' was ignored", token, hint)
        self.place += 1

    def _term(self) -> Term | Range | None:
        first = self.tokens[self.place]
        if first.type is Type.QUOTED:
            self.place += 1
            text, end = first.text, first.end
        else:
            text, end = self._run()
        tag_token = self._peek(0)
        if tag_token is None or tag_token.type is not Type.TAG:
            tag_token = None
        else:
            self.place += 1
        self._check_proximity(text, tag_token)
        if not any(c.isalnum() for c in text):
            if tag_token:
                raise BadQuery(f"'{text}' holds nothing to search for", position=first.start)
            self._note(NoteKind.IGNORED, f"'{text[:20]}' was ignored", first)
            return None
        stripped = _LEADING_STARS.sub("", text)
        if stripped != text:
            stripped = _CAPITALS.sub(lambda found: found[0].lower(), stripped)  # *AND was no operator, nor is it now
            self._note(
                NoteKind.IGNORED, "an asterisk in front of a word was ignored", first, "truncation is at the end"
            )
        term = Term(stripped, None, first.type is Type.QUOTED, start=first.start, end=end)
        return self._tagged(term, tag_token) if tag_token else term

    def _check_proximity(self, text: str, tag: Token | None) -> None:
        """ "two words"~3 is proximity elsewhere; as words it would be one number more to find."""
        following = self._peek(0)
        if following and _TILDE.fullmatch(following.text):
            field_ = tag.text.partition(":")[0] if tag else "tiab"
            raise BadQuery(
                f"'{following.text}' behind a term is no proximity here",
                position=following.start,
                hint=f'write "{text}"[{field_}:{following.text}]',
            )

    def _run(self) -> tuple[str, int]:
        """Adjacent words, up to an operator, a bracket, a quotation mark or a parenthesis."""
        words: list[str] = []
        end = 0
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            if token.type is not Type.WORD or (words and self._ends_run(self.place)):
                break
            if token.text == "AND/OR":
                raise BadQuery("AND/OR is two operators", position=token.start, hint="OR finds either, AND only both")
            words.append(token.text)
            end = token.end
            self.place += 1
        return " ".join(words), end

    def _tagged(self, term: Term, token: Token) -> Term | Range:
        name, *modifiers = (part.strip() for part in token.text.split(":"))
        tag = tags.find(name)
        if tag is None:
            hint = _instead(term.text, name)
            raise BadQuery(f"[{token.text}] is no search field", position=token.start, hint=hint)
        following = self._peek(0)
        if following and following.type is Type.TAG:
            raise BadQuery(
                f"two tags behind one term: [{token.text}][{following.text}]",
                position=following.start,
                hint=f"{term.text}[{token.text}] OR {term.text}[{following.text}]",
            )
        term = replace(term, tag=tag, end=token.end)
        low, colon, high = term.text.partition(":")
        if tag.kind in _RANGED and colon and not low.isalpha():  # "PMID: 30561237[pmid]" is no range
            if not all(any(map(str.isalnum, end)) for end in (low, high)):
                ends = ("1800", "3000") if tag.kind is Kind.DATE else ("1", "99999999")
                hint = f"write {low.strip() or ends[0]}:{high.strip() or ends[1]}[{tag.short}]"
                raise BadQuery(f"the range {term.text} needs both ends", position=term.start, hint=hint)
            return _checked(Range(low.strip(), high.strip(), tag, term.start, term.end))
        for modifier in modifiers:
            term = self._modified(term, tag, modifier, token)
        return term

    def _modified(self, term: Term, tag: Tag, modifier: str, token: Token) -> Term:
        word = modifier.lower().replace(" ", "")
        explodes = tag.kind in (Kind.MESH, Kind.QUALIFIER) or tag.fields == ("pt",)
        if word in ("noexp", "exp") and explodes:
            return replace(term, explode=word == "exp")
        if re.fullmatch(r"~?\d{1,4}", word) and tag.kind is Kind.TEXT:
            if not word.startswith("~"):
                self._note(NoteKind.CORRECTED, f"[{token.text}] was read as [{tag.short}:~{word}]", token)
            return replace(term, near=int(word.lstrip("~")))
        if word.startswith("__jid") and tag.kind is Kind.JOURNAL and word[5:].isalnum():
            return replace(term, jid=word[5:].upper())
        if word in ("noexp", "exp"):
            self._note(NoteKind.IGNORED, f":{modifier} has no meaning for [{tag.short}] and was ignored", token)
            return term
        raise BadQuery(
            f"':{modifier}' is not understood in [{token.text}]",
            position=token.start,
            hint="[mh:noexp] turns explosion off, [tiab:~5] is proximity",
        )

    # -- the rest ---------------------------------------------------------------------------------

    def _history(self, token: Token) -> None:
        self.place += 1
        following = self._peek(0)
        if following and following.type is Type.TAG:
            raise BadQuery(f"{token.text} is a whole search and takes no tag", position=following.start)
        self._attach(History(int(token.text[1:]), token.start, token.end))

    def _stray_tag(self, token: Token) -> None:
        raise BadQuery(
            f"[{token.text}] has no term before it",
            position=token.start,
            hint=f"a tag follows its term: asthma[{token.text}]",
        )

    def _peek(self, ahead: int) -> Token | None:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def _note(self, kind: NoteKind, message: str, token: Token, hint: str = "") -> None:
        self.notes.append(Note(kind, message, token.start, hint))


def _instead(text: str, name: str) -> str:
    """What to write for a tag that is none."""
    if text.lower().endswith("descriptor:"):  # MeSH descriptor: [Asthma], as the Cochrane Library prints
        return f'PubMed writes headings with their tag: "{name}"[mh]'
    close = tags.find(_ELSEWHERE.get(name.lower(), "")) or tags.nearest(name)
    return f"did you mean [{close.short}], {close.name}?" if close else "the fields are listed under Help"


def _run_ends(found: list[Token]) -> list[int]:
    """For each token, where the run of words it stands in ends."""
    ends = [0] * len(found)
    end = len(found)
    for place in range(len(found) - 1, -1, -1):
        if found[place].type is not Type.WORD:
            end = place
        ends[place] = end
    return ends


def _checked(range_: Range) -> Range:
    if ":" in range_.low or ":" in range_.high:
        raise BadQuery(
            f"{range_.low}:{range_.high} has more than two ends", position=range_.start, hint="write 2010:2020[dp]"
        )
    return range_
