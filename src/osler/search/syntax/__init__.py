"""PubMed's query language: text to a tree with positions, and back."""

from osler.search.syntax.earlier import numbers, written_out
from osler.search.syntax.notes import Note, NoteKind
from osler.search.syntax.parser import parse
from osler.search.syntax.printer import unparse
from osler.search.syntax.tags import Kind, Tag
from osler.search.syntax.tree import Group, History, Leaf, Op, Range, Term, Tree, fold, groups, leaves

__all__ = [
    "Group",
    "History",
    "Kind",
    "Leaf",
    "Note",
    "NoteKind",
    "Op",
    "Range",
    "Tag",
    "Term",
    "Tree",
    "fold",
    "groups",
    "leaves",
    "numbers",
    "parse",
    "unparse",
    "written_out",
]
