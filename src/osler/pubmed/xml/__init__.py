"""Reading NLM's XML: bytes in, values out. `parse` for one record, `read` for a file of them.

`pieces` and `events` are the two steps of `read`, for those who run the second in other processes.
"""

from osler.pubmed.xml.read import events, parse, pieces, read

__all__ = ["events", "parse", "pieces", "read"]
