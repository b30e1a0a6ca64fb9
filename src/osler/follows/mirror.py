"""What the feed reads: an opened mirror, and what its terms are worth."""

from __future__ import annotations

from typing import NamedTuple

from osler import wiring
from osler.config import Config
from osler.engine.protocol import Engine
from osler.feed.preference import Space
from osler.search.related import Relater
from osler.search.terms import Reader
from osler.search.vocabulary import Vocabulary


class Mirror(NamedTuple):
    engine: Engine
    vocabulary: Vocabulary
    relater: Relater
    space: Space
    read: Reader


def opened(config: Config, engine: Engine | None = None) -> Mirror:
    """For a command or a worker; `engine` where one is open already. Raises EngineFailed where there is no mirror."""
    found = engine or wiring.open_engine(config)
    relater = wiring.open_relater(config, found)  # as the pages': papers like a seed are the same in the mail
    return Mirror(found, wiring.open_vocabulary(config), relater, Space.of(relater.lexicon), relater.read)
