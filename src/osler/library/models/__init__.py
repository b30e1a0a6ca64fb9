"""The library's rows, a file for each noun."""

from osler.library.models.collection import Collection, FeedKey, Share
from osler.library.models.history import Opened
from osler.library.models.importing import Import
from osler.library.models.notice import Notice, Watch
from osler.library.models.paper import Paper
from osler.library.models.reaction import Reaction
from osler.library.models.saved import ReadMark, SavedPaper, Tag

__all__ = [
    "Collection",
    "FeedKey",
    "Import",
    "Notice",
    "Opened",
    "Paper",
    "Reaction",
    "ReadMark",
    "SavedPaper",
    "Share",
    "Tag",
    "Watch",
]
