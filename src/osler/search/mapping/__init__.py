"""From a query as written to what the engine is asked, in PubMed's manner and explained part by part."""

from osler.search.mapping.context import Context
from osler.search.mapping.node import Node, walk
from osler.search.mapping.translate import translate, without_common

__all__ = ["Context", "Node", "translate", "walk", "without_common"]
