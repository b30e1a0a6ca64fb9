"""Every page's styles: small files to write, one file to send. A first view over a phone's network waits for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

LAYERS = tuple(
    f"web/css/{layer}.css"
    for layer in (
        "tokens",
        "base",
        "components",
        "prose",
        "search",
        "chosen",
        "filters",
        "article",
        "builder",
        "keep",
        "reach",
        "system",
        "print",
    )
)
ALL = "web/css/all.css"


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Collected files under names of their content, compressed; the layers also as one."""

    def post_process(self, paths: Mapping[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and all(layer in paths for layer in LAYERS):
            texts = [_text(*paths[layer]) for layer in LAYERS]
            Path(self.path(ALL)).write_text("\n".join(texts), encoding="utf-8")
            paths = {**paths, ALL: (self, ALL)}
        yield from super().post_process(paths, dry_run, **options)


def sheets() -> tuple[str, ...]:
    """Names for `static`: the one file where files were collected, else the layers in their order."""
    return (ALL,) if ALL in getattr(staticfiles_storage, "hashed_files", ()) else LAYERS


def _text(storage: Any, name: str) -> str:
    with storage.open(name) as file:
        return str(file.read().decode("utf-8"))
