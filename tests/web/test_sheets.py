"""The styles as one file."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from pytest_django import Settings

from osler.web.sheets import ALL, LAYERS, sheets


def test_without_collected_files_the_layers_stand_for_themselves() -> None:
    assert sheets() == LAYERS
    for name in LAYERS:
        assert finders.find(name), name


def test_no_layer_is_forgotten() -> None:
    folder = Path(str(finders.find(LAYERS[0]))).parent
    assert {f"web/css/{path.name}" for path in folder.glob("*.css")} == set(LAYERS)


@pytest.mark.slow
def test_collected_they_are_one_file_named_by_its_content(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "osler.web.sheets.Storage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert sheets() == (ALL,)
    (named,) = (tmp_path / "web/css").glob("all.????????????.css")
    assert staticfiles_storage.url(ALL).endswith(named.name)
    whole = named.read_text("utf-8")
    places = [whole.index(Path(str(finders.find(name))).read_text("utf-8")[:200]) for name in LAYERS]
    assert places == sorted(places)
    assert named.with_name(f"{named.name}.gz").exists()
