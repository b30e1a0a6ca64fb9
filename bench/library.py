"""`osler bench library`: pages of signed-in readers beside the same pages for visitors, in a library of many.

Readers, saved papers, tags, notes and reactions are drawn by chance, always the same ones, into a library of its own
beside the mirror given; then the pages are asked for as in `osler bench pages`, each request as another reader.
`queries` is counted in this process, on the same database, transactions' begin and end among them.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bench.pages import Load, _drive, _measure, _queries, _sample, _served
from osler import config, wiring
from osler.config import Config
from osler.engine.protocol import Engine

if TYPE_CHECKING:
    from osler.people.models import User

_POOL = 5_000  # papers that are saved by anybody
_SESSIONS = 100


@click.command("library")
@click.option("--home", type=click.Path(path_type=Path, exists=True), help="OSLER_HOME whose mirror is used.")
@click.option("--readers", default=1_000, show_default=True)
@click.option("--saved", default=200, show_default=True, help="Papers each of them saved.")
@click.option("--rate", default=20, show_default=True, help="Pages a second.")
@click.option("--seconds", default=10, show_default=True, help="Length of each load.")
@click.option("--json", "as_json", is_flag=True)
def command(home: Path | None, readers: int, saved: int, rate: int, seconds: int, as_json: bool) -> None:
    """Feed, article, search and collection pages with many readers' libraries: p50 and p99 in ms, queries a page."""
    mirror = Config(home=home.absolute()) if home else config.read()
    with _own_home(mirror) as settings:
        engine = wiring.open_engine(settings)
        begin = time.perf_counter()
        people = _filled(engine, readers, saved)
        filled = time.perf_counter() - begin
        loads, queries = _loads(engine, people, rate, rate * seconds), _counted(engine, people[0])
        size = settings.library.stat().st_size
        engine.close()
        with _served(settings) as (port, process):
            warm = Load("warm-up", 20, [path for load in loads for path in load.paths[:10]], loads[1].cookies)
            asyncio.run(_drive(port, warm, 3))
            rows = [_measure(port, process.pid, load, seconds) | {"queries": queries[load.name]} for load in loads]
    result = {
        "readers": readers,
        "saved": saved,
        "library_MB": round(size / 1e6),
        "filled_s": round(filled),
        "pages": rows,
    }
    click.echo(json.dumps(result) if as_json else _table(result))


@contextmanager
def _own_home(mirror: Config) -> Iterator[Config]:
    """The mirror as it is, beside an empty library; Django is set up for it."""
    with tempfile.TemporaryDirectory(prefix="osler-bench-") as folder:
        own = Config(home=Path(folder), secret_key="bench")
        own.corpus.symlink_to(mirror.corpus)
        os.environ |= {
            "OSLER_HOME": folder,
            "OSLER_SECRET_KEY": "bench",
            "DJANGO_SETTINGS_MODULE": "osler.project.settings",
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield own


def _filled(engine: Engine, readers: int, saved: int) -> list[User]:
    from django.utils import timezone

    from osler.library import services
    from osler.library.models import Collection, Reaction, ReadMark, SavedPaper, Tag
    from osler.people.models import User

    draw, now = random.Random(11), timezone.now()
    pool = list(dict.fromkeys(_sample(engine, _POOL)))
    services.keep(engine, pool)
    people = User.objects.bulk_create(User(email=f"reader{n}@example.org", password="!") for n in range(readers))
    collections = Collection.objects.bulk_create(
        Collection(owner=user, name="Saved", is_default=True, made_at=now, changed_at=now) for user in people
    )
    mine = [draw.sample(pool, min(saved, len(pool))) for _ in people]
    rows = SavedPaper.objects.bulk_create(
        (
            SavedPaper(
                collection=collection,
                paper_id=pmid,
                place=place * 1024,
                note="A *note* on it." if draw.random() < 0.1 else "",
                added_by=user,
                added_at=now,
            )
            for user, collection, pmids in zip(people, collections, mine, strict=True)
            for place, pmid in enumerate(pmids)
        ),
        batch_size=2_000,
    )
    Tag.objects.bulk_create(
        (Tag(saved=row, name=f"tag {row.pk % 7}") for row in rows if row.pk % 3 == 0), batch_size=2_000
    )
    pairs = [(user, pmid) for user, pmids in zip(people, mine, strict=True) for pmid in pmids[::2]]
    Reaction.objects.bulk_create(
        (Reaction(user=u, pmid=p, value=draw.choice((1, 1, -1)), made_at=now) for u, p in pairs), batch_size=2_000
    )
    ReadMark.objects.bulk_create((ReadMark(user=u, pmid=p, made_at=now) for u, p in pairs[::2]), batch_size=2_000)
    return people


def _followed(people: list[User], *, made: bool) -> None:
    """A specialty and a search each; `made`: the feed too, so that only showing it is left."""
    from osler.desk.feed_mirror import for_feed
    from osler.follows import services
    from osler.follows.specialties import specialties

    names = sorted(specialties())
    for number, user in enumerate(people):
        services.follow(user, "specialty", names[number % len(names)])
        services.follow(user, "search", specialties()[names[(number + 7) % len(names)]].query)
        services.choose(user, answered=True)
        if made:
            services.refresh(user, for_feed())


def _loads(engine: Engine, people: list[User], rate: int, number: int) -> list[Load]:
    from osler.library.models import Collection

    sessions = max(1, min(_SESSIONS, len(people) // 2))
    chosen = people[:sessions]
    cookies = [_cookie(user) for user in chosen]
    own = dict(Collection.objects.filter(owner__in=chosen).values_list("owner", "pk"))
    pmids = _sample(engine, number)
    others = people[sessions : 2 * sessions] or chosen
    _followed(chosen, made=True)
    _followed(others, made=False)
    articles = [f"/article/{pmid}" for pmid in pmids]
    searches = [f"/search?q={q.replace(' ', '+')}" for q in _queries(engine, pmids[:200])]
    return [
        Load("article, visitor", rate, articles),
        Load("article, reader", rate, articles, cookies),
        Load("search, visitor", rate, searches),
        Load("search, reader", rate, searches, cookies),
        Load("feed", rate, ["/feed"], cookies),
        Load("feed, made anew", max(1, rate // 10), ["/feed"], [_cookie(user) for user in others]),
        Load("collection", rate, [f"/collections/{own[user.pk]}" for user in chosen], cookies),
        Load("reactions", rate, ["/reactions"], cookies),
    ]


def _cookie(user: User) -> str:
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return f"Cookie: osler={session.session_key}\r\n"


def _counted(engine: Engine, user: User) -> dict[str, int]:
    """Queries of each page, of one reader."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings

    from osler.library.models import Collection

    reader, visitor = Client(), Client()
    reader.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    pmid = _sample(engine, 1)[0]
    query = next(_queries(engine, _sample(engine, 50))).replace(" ", "+")
    asked = {
        "article, visitor": (visitor, f"/article/{pmid}"),
        "article, reader": (reader, f"/article/{pmid}"),
        "search, visitor": (visitor, f"/search?q={query}"),
        "search, reader": (reader, f"/search?q={query}"),
        "collection": (reader, f"/collections/{Collection.objects.get(owner=user).pk}"),
        "reactions": (reader, "/reactions"),
        "feed": (reader, "/feed"),
        "feed, made anew": (reader, "/feed"),
    }
    found = {}
    with override_settings(
        ALLOWED_HOSTS=["testserver"],
        STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    ):
        for name, (client, path) in asked.items():
            client.get(path)  # what is made at first is not a page's cost
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            found[name] = len(queries)
    return found


def _table(result: dict[str, Any]) -> str:
    lines = [
        f"{result['readers']} readers, {result['saved']} saved papers each; library of {result['library_MB']} MB",
        f"{'page':18}{'p50 ms':>9}{'p99 ms':>9}{'cpu ms':>9}{'kB':>7}{'queries':>9}{'failed':>8}",
    ]
    for row in result["pages"]:
        lines.append(
            f"{row['page']:18}{row['p50_ms']:>9}{row['p99_ms']:>9}{row['cpu_ms']!s:>9}{row['kB']:>7}"
            f"{row['queries']:>9}{row['failures']:>8}"
        )
    return "\n".join(lines)
