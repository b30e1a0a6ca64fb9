"""Retractions reach people: whichever record says it, once, and whoever keeps the paper."""
# ruff: noqa: E501  # a record is one line

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from osler import wiring
from osler.config import Config
from osler.engine.protocol import Engine
from osler.library import keepers, queries, services
from osler.library.belongings import export
from osler.library.models import Notice, Opened, Paper
from osler.model.article import Record
from osler.people.models import User
from osler.pubmed import xml
from tests.web import papers

STANDS, OTHER, SAYS = 2001, 2002, 2101


def _record(
    pmid: int, title: str, *ties: tuple[str, int | None], year: int = 2010, types: tuple[str, ...] = ()
) -> Record:
    listed = "".join(
        f'<CommentsCorrections RefType="{type_}"><RefSource>Synth J Med. 2020;1:{to}</RefSource>'
        + (f'<PMID Version="1">{to}</PMID>' if to else "")
        + "</CommentsCorrections>"
        for type_, to in ties
    )
    extra = f"<CommentsCorrectionsList>{listed}</CommentsCorrectionsList>" if ties else ""
    data = papers.article(pmid, title, extra=extra, year=year, types=types or ("Journal Article",)).encode()
    return Record(xml.parse(data), data)


def _load(engine: Engine, *records: Record, source: str = "pubmed26n0002.xml", gone: tuple[int, ...] = ()) -> None:
    with engine.writer() as writer:
        writer.put(records, source=source)
        if gone:
            writer.delete(gone, source=source)
        writer.commit()


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Engine]:
    """Two papers that stand."""
    engine = wiring.open_engine(Config(home=tmp_path), create=True)
    _load(engine, _record(STANDS, "A paper that stands"), _record(OTHER, "Another paper"), source="pubmed26n0001.xml")
    yield engine
    engine.close()


@pytest.fixture
def ben(db: None) -> User:
    return User.objects.create_user("ben@example.org")


def _told(user: User) -> list[tuple[int, str, int, str]]:
    return [(n.pmid, n.kind, n.told_by, n.because) for n in queries.notices_unsent(user)]


@pytest.mark.parametrize(
    ("records", "kind", "told_by"),
    [
        ([_record(STANDS, "A paper", ("RetractionIn", SAYS))], "retracted", SAYS),
        ([_record(SAYS, "Notice", ("RetractionOf", STANDS), year=1999)], "retracted", SAYS),
        ([_record(STANDS, "A", ("RetractionIn", SAYS)), _record(SAYS, "N", ("RetractionOf", STANDS))], "retracted", SAYS),
        ([_record(STANDS, "A paper", types=("Retracted Publication",))], "retracted", 0),
        ([_record(STANDS, "RETRACTED: A paper that stands")], "retracted", 0),
        ([_record(STANDS, "A paper", ("ExpressionOfConcernIn", SAYS))], "concern", SAYS),
        ([_record(SAYS, "Concern", ("ExpressionOfConcernFor", STANDS))], "concern", SAYS),
        ([_record(STANDS, "A paper", ("ErratumIn", SAYS))], "corrected", SAYS),
        ([_record(SAYS, "Erratum", ("ErratumFor", STANDS))], "corrected", SAYS),
    ],
)  # fmt: skip
def test_whichever_record_says_it_it_is_told_once(
    mirror: Engine, ada: User, records: list[Record], kind: str, told_by: int
) -> None:
    services.save(ada, mirror, STANDS)
    assert services.look_for_notices(mirror) == 0
    _load(mirror, *records)
    assert services.look_for_notices(mirror) == 1
    assert _told(ada) == [(STANDS, kind, told_by, "saved")]
    assert services.look_for_notices(mirror) == 0
    _load(mirror, _record(OTHER, "Another paper, revised"), *records, source="pubmed26n0003.xml")
    assert services.look_for_notices(mirror) == 0
    assert Paper.objects.get(pmid=STANDS).retracted == (kind == "retracted" and bool(records[0].article.pmid == STANDS))


def test_who_keeps_a_paper_is_told_and_nobody_else(mirror: Engine, ada: User, ben: User) -> None:
    eve, dan, fay = (User.objects.create_user(f"{name}@example.org") for name in ("eve", "dan", "fay"))
    club = services.make_collection(ada, "Club")
    services.keep(mirror, [STANDS, OTHER])
    services.add(club, ada, [STANDS])
    services.share(queries.access(ada, club.pk), "ben@example.org", can_write=False)
    services.react(ada, STANDS, 1)
    services.react(eve, STANDS, 1)
    services.react(dan, STANDS, -1)
    services.react(fay, OTHER, 1)
    _load(mirror, _record(STANDS, "A paper", ("RetractionIn", SAYS)))
    assert services.look_for_notices(mirror) == 3
    assert [[each[3] for each in _told(user)] for user in (ada, ben, eve, dan, fay)] == [
        ["saved"],
        ["saved"],
        ["liked"],
        [],
        [],
    ]


def test_other_rooms_may_keep_papers_too(mirror: Engine, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keepers, "_registered", {})
    keepers.register("received", lambda pmids: [(ada.pk, pmid) for pmid in pmids])
    services.keep(mirror, [STANDS])
    _load(mirror, _record(STANDS, "A paper", ("RetractionIn", SAYS)))
    services.look_for_notices(mirror)
    assert _told(ada) == [(STANDS, "retracted", SAYS, "received")]


def test_a_paper_nlm_deletes_stays_as_its_citation_and_is_told(mirror: Engine, ada: User) -> None:
    services.save(ada, mirror, STANDS)
    services.look_for_notices(mirror)
    _load(mirror, gone=(STANDS,))
    assert services.look_for_notices(mirror) == 1
    assert _told(ada) == [(STANDS, "withdrawn", 0, "saved")]
    kept = queries.papers([STANDS])[STANDS]
    assert (kept.gone, kept.title) == (True, "A paper that stands")
    assert "Synth J Med. 2010" in kept.line
    assert services.look_for_notices(mirror) == 0


def test_a_mirror_that_lacks_a_paper_has_not_deleted_it(mirror: Engine, ada: User, tmp_path: Path) -> None:
    services.save(ada, mirror, STANDS)
    services.look_for_notices(mirror)
    fresh = wiring.open_engine(Config(home=tmp_path / "fresh"), create=True)
    _load(fresh, _record(OTHER, "Another paper"))
    assert services.notices_since(fresh, 0) == 0
    fresh.close()


def test_what_was_said_when_it_was_saved_is_no_news(mirror: Engine, ada: User) -> None:
    _load(mirror, _record(STANDS, "A", ("RetractionIn", SAYS)), _record(SAYS, "N", ("RetractionOf", STANDS)))
    services.save(ada, mirror, STANDS)
    assert services.look_for_notices(mirror) == 0


def test_each_correction_is_news(mirror: Engine, ada: User) -> None:
    services.save(ada, mirror, STANDS)
    _load(mirror, _record(STANDS, "A", ("ErratumIn", SAYS), ("ErratumIn", None)))
    assert services.look_for_notices(mirror) == 2
    _load(
        mirror,
        _record(STANDS, "A", ("ErratumIn", SAYS), ("ErratumIn", None), ("RetractionIn", 2102)),
        source="pubmed26n0003.xml",
    )
    assert services.look_for_notices(mirror) == 1
    assert _told(ada)[0] == (STANDS, "retracted", 2102, "saved")


def test_read_and_sent_are_not_told_again(mirror: Engine, ada: User) -> None:
    services.save(ada, mirror, STANDS)
    services.react(ada, OTHER, 1)
    services.keep(mirror, [OTHER])
    _load(mirror, _record(STANDS, "A", ("ErratumIn", SAYS)), _record(OTHER, "B", ("ErratumIn", SAYS)))
    services.look_for_notices(mirror)
    assert queries.kept(ada).unread == 2
    services.notices_sent(queries.notices_unsent(ada)[:1])
    assert len(queries.notices_unsent(ada)) == 1
    assert queries.unread(ada) == 2
    services.read_notices(ada)
    assert (queries.notices_unsent(ada), queries.unread(ada)) == ([], 0)


def test_looking_costs_the_same_for_many_papers(
    mirror: Engine, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = [_record(pmid, f"Paper {pmid}") for pmid in range(3000, 3400)]
    _load(mirror, *many)
    services.keep(mirror, range(3000, 3400))
    services.add(services.default_collection(ada), ada, range(3000, 3400))
    _load(mirror, *(_record(p, "A", ("ErratumIn", SAYS)) for p in range(3000, 3003)), source="pubmed26n0003.xml")
    with django_assert_max_num_queries(25):
        assert services.look_for_notices(mirror) == 3
    with django_assert_max_num_queries(2):
        services.look_for_notices(mirror)


def test_papers_nobody_keeps_are_forgotten(mirror: Engine, ada: User) -> None:
    services.keep(mirror, [STANDS, OTHER])
    services.react(ada, STANDS, 1)
    assert services.prune_papers() == 1
    assert list(Paper.objects.values_list("pmid", flat=True)) == [STANDS]


@pytest.mark.django_db
def test_history_is_kept_only_where_it_may_be_and_as_long(ada: User, ben: User) -> None:
    ben.history_on = False
    for user in (ada, ben):
        services.opened(user, 1, "One")
        services.opened(user, 2, "Two")
        services.opened(user, 1, "One")
    assert [row.pmid for row in queries.opened_page(ada).rows] == [1, 2]
    assert queries.opened_page(ben).rows == []
    Opened.objects.filter(pmid=2).update(at=timezone.now() - timedelta(days=366))
    assert [row.pmid for row in queries.opened_page(ada).rows] == [1]
    assert services.prune_history() == 1
    services.forget_opened(ada)
    assert not Opened.objects.exists()


def test_everything_is_taken_along_and_nothing_stays(mirror: Engine, ada: User) -> None:
    services.save(ada, mirror, STANDS)
    services.react(ada, OTHER, -1)
    club = services.default_collection(ada)
    access = queries.access(ada, club.pk)
    (row,) = queries.saved_page(club, ada, queries.Wanted()).rows
    services.write_note(access, row.id, "my note", version=0)
    services.set_tags(access, row.id, ["mine"])
    files = export(ada)
    assert b'"value": -1' in files["library/reactions.json"]
    (ris,) = [content.decode() for name, content in files.items() if name.endswith(".ris")]
    assert "TI  - A paper that stands\n" in ris
    assert "KW  - mine\n" in ris
    assert "N1  - my note\n" in ris
    ada.delete()
    assert not Notice.objects.exists()
    services.prune_papers()
    assert not Paper.objects.exists()
