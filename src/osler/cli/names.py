"""After a load: the headings, substances and journals that it brought become names the search understands."""

from __future__ import annotations

from osler.cli.progress import Show
from osler.config import Config
from osler.engine.protocol import Engine
from osler.errors import EngineFailed
from osler.search.vocabulary.learn import learn


def take_up_names(settings: Config, engine: Engine, show: Show) -> None:
    """Quick where nothing is new, so that what a killed load left out is made up for by the next."""
    if not engine.revision:
        return
    try:
        new = learn(settings.corpus, engine)
    except EngineFailed as error:
        show.note(f"new names were not taken up ({error}); `osler mesh learn` does it later")
        return
    if new:
        show.say(f"{new:,} new names of headings, substances and journals taken up")
