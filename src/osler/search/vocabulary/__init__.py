"""What the field's controlled words are: MeSH, journals; loaded from NLM's files, learned from the mirror."""

from osler.search.vocabulary.lookup import Concept, Vocabulary

__all__ = ["Concept", "Vocabulary"]
