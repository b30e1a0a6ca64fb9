"""What every test stands on: no network, a home of its own, and the way to the shared real data."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect

# A test that is right on a quiet machine is right on a busy one: no property and no page fails for want of time.
settings.register_profile("osler", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("osler")
expect.set_options(timeout=30_000)

ROOT = Path(__file__).resolve().parents[1]
OFFLINE = ROOT / "tests" / "offline"

# Before anything opens a socket; subprocesses inherit it by PYTHONPATH.
sys.path.insert(0, str(OFFLINE))
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH", "")]))
if "sitecustomize" in sys.modules:  # another one came first at start-up
    del sys.modules["sitecustomize"]
import sitecustomize  # noqa: E402, F401

from osler import wiring  # noqa: E402
from osler.config import Config  # noqa: E402
from osler.corpus.load import load  # noqa: E402
from osler.engine.protocol import Engine  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, nor a command it starts, touches the home or the settings of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("OSLER_")]:
            patch.delenv(name)
        patch.delenv("DATABASE_URL", raising=False)  # read by then: tools/postgres.py runs these tests on PostgreSQL
        patch.setenv("OSLER_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("real data (a folder `shared` beside the checkout) is not here")
    return folder


@pytest.fixture(scope="session")
def real_home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An OSLER_HOME whose corpus holds 2,431 real citations, every oddity of the format among them. Read only."""
    home = tmp_path_factory.mktemp("real")
    engine = wiring.open_engine(Config(home=home), create=True)
    baseline = shared / "data/mirror/baseline"
    for part in ("n0001", "n0010"):
        (file,) = baseline.glob(f"*{part}.xml.gz")
        load(engine, file)
    engine.close()
    return home


@pytest.fixture(scope="session")
def real_corpus(real_home: Path) -> Iterator[Engine]:
    """The engine of `real_home`, opened. Read only: it is shared by every test of the run."""
    engine = wiring.open_engine(Config(home=real_home))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a database with its tables lies, once a test needed one: making it takes seconds."""
    return tmp_path_factory.mktemp("empty") / "library.sqlite3"


@pytest.fixture
def library_file(transactional_db: None, empty_library: Path, tmp_path: Path) -> Iterator[None]:
    """For tests with threads: they keep SQLite in memory, where two connections do not wait for each other as they do
    in a file."""
    if connection.vendor != "sqlite":
        yield
        return
    memory, connection.connection = connection.connection, None
    name = connection.settings_dict["NAME"]
    if not empty_library.exists():
        connection.settings_dict["NAME"] = str(empty_library)
        call_command("migrate", verbosity=0)
        connection.close()
    connection.settings_dict["NAME"] = str(shutil.copy(empty_library, tmp_path))
    yield
    connection.close()
    connection.settings_dict["NAME"], connection.connection = name, memory
