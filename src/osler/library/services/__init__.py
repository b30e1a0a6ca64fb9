"""All writes of the library."""

from osler.library.services.reactions import react

__all__ = ["react"]
