"""Files of references that readers bring: recognised, read entry by entry, and matched to the mirror."""

from osler.library.importing.entry import Entry, File, Trouble
from osler.library.importing.match import match
from osler.library.importing.read import FORMATS, LARGEST, MOST, read

__all__ = ["FORMATS", "LARGEST", "MOST", "Entry", "File", "Trouble", "match", "read"]
