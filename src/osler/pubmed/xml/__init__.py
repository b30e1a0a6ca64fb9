"""Reading NLM's XML: bytes in, values out. `parse` for one record, `read` for a file of them."""

from osler.pubmed.xml.read import parse, read

__all__ = ["parse", "read"]
