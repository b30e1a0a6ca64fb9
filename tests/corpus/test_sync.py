"""From a mirror to the engine, on real files, a real engine and a real web server."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.corpus.synthetic import SMALL, article, mirror, name, packed, put, small
from tests.pubmed.nlm_server import NlmServer, running, status

from osler.corpus.journal import recall
from osler.corpus.load import load
from osler.corpus.plan import Wish
from osler.corpus.sync import Outcome, Watch, sync
from osler.engine.embedded import open_engine
from osler.engine.lock import held
from osler.engine.protocol import Engine
from osler.errors import BadInput, EngineLocked, MirrorUnreachable, SourceProblem
from osler.model.query import All, Pmids, Words
from osler.pubmed import xml as pubmed_xml
from osler.pubmed.server import opened
from osler.pubmed.transfer import Patience

ALL = Wish(baseline=True)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened_ = open_engine(tmp_path / "home" / "corpus", parse=pubmed_xml.parse, create=True)
    yield opened_
    opened_.close()


@pytest.fixture
def nlm() -> Iterator[NlmServer]:
    with running() as server:
        yield server


def bring(engine: Engine, source: Path | str, wish: Wish = ALL, *, keep: bool = False) -> Outcome:
    home = Path(engine.corpus).parent  # type: ignore[attr-defined]
    with opened(str(source), Patience(tries=2, read=2, sleep=lambda _: None)) as place:
        return sync(engine, place, home, wish, keep=keep)


def titles(engine: Engine) -> dict[int, str]:
    return {record.pmid: pubmed_xml.parse(record.xml).title.plain for record in engine.scan()}


def applied(outcome: Outcome) -> list[tuple[str, str]]:
    return [(each.entry.name, each.reason.value) for each in outcome.applied]


def serve(nlm: NlmServer, folder: Path) -> None:
    for file in folder.rglob("*.xml.gz"):
        nlm.add(file.parent.name, file.name, file.read_bytes())


def test_baseline_and_updates_end_as_nlm_means_it(engine: Engine, tmp_path: Path) -> None:
    outcome = bring(engine, small(tmp_path / "m"))
    assert outcome.error is None
    assert applied(outcome) == [(name(n), "new") for n in (1, 2, 3, 4)]
    assert titles(engine) == SMALL
    assert sorted(engine.pmids(All())) == sorted(SMALL)
    assert list(engine.pmids(Words("title", ("revised",)))) == [2]


def test_nothing_is_applied_twice(engine: Engine, tmp_path: Path) -> None:
    bring(engine, small(tmp_path / "m"))
    revision = engine.revision
    again = bring(engine, tmp_path / "m")
    assert (again.applied, engine.revision) == ([], revision)


def test_files_come_from_a_server_and_do_not_stay(engine: Engine, tmp_path: Path, nlm: NlmServer) -> None:
    serve(nlm, small(tmp_path / "m"))
    assert bring(engine, nlm.address).error is None
    assert titles(engine) == SMALL
    assert list((tmp_path / "home" / "downloads").iterdir()) == []
    assert all(len(nlm.asked(name(n))) == 1 for n in (1, 2, 3, 4))


def test_files_stay_when_asked(engine: Engine, tmp_path: Path, nlm: NlmServer) -> None:
    serve(nlm, small(tmp_path / "m"))
    bring(engine, nlm.address, keep=True)
    assert sorted(p.name for p in (tmp_path / "home" / "downloads").iterdir()) == [name(n) for n in (1, 2, 3, 4)]


def test_a_wrong_sum_stops_by_name_and_what_came_before_stays(engine: Engine, tmp_path: Path) -> None:
    folder = small(tmp_path / "m")
    put(folder / "baseline", name(2), packed([article(4)]), md5="0" * 32)
    outcome = bring(engine, folder)
    assert isinstance(outcome.error, SourceProblem)
    assert outcome.error.file == name(2)
    assert titles(engine) == {1: "synthetic 1", 2: "synthetic 2", 3: "synthetic 3"}
    last = recall(tmp_path / "home")
    assert last is not None
    assert name(2) in last.error
    assert bring(engine, small(tmp_path / "m")).error is None
    assert titles(engine) == SMALL


def test_a_listed_file_that_is_not_there_stops_by_name(engine: Engine, tmp_path: Path, nlm: NlmServer) -> None:
    serve(nlm, small(tmp_path / "m"))
    nlm.wrong[f"/pubmed/baseline/{name(2)}"] = [status(404)] * 2
    outcome = bring(engine, nlm.address)
    assert isinstance(outcome.error, MirrorUnreachable)
    assert name(2) in str(outcome.error)
    assert [entry.name for entry in engine.files()] == [name(1)]
    assert bring(engine, nlm.address).error is None
    assert titles(engine) == SMALL


def test_a_file_published_again_is_applied_again_and_said(engine: Engine, tmp_path: Path) -> None:
    folder = small(tmp_path / "m")
    bring(engine, folder)
    put(folder / "updatefiles", name(3), packed([article(1, "late word"), article(8, "too early")], [3]))
    outcome = bring(engine, folder)
    assert applied(outcome) == [(name(3), "reissued")]
    assert "published it again" in outcome.notes[0]
    assert titles(engine)[1] == "late word"
    assert titles(engine)[8] == "synthetic 8"  # file 4 came later and still wins


def test_a_file_published_again_takes_back_what_it_no_longer_has(engine: Engine, tmp_path: Path) -> None:
    folder = small(tmp_path / "mirror")
    bring(engine, folder)
    put(folder / "baseline", name(2), packed([article(4), article(6, "better")]))
    bring(engine, folder)
    assert 5 not in titles(engine)
    assert titles(engine)[6] == "better"
    assert engine.count(Pmids((5,))) == 0
    assert engine.status().records == len(titles(engine))
    (said,) = [p for file, p in engine.problems() if p.kind == "dropped"]
    assert (said.pmid, "published again without" in said.reason) == (5, True)


def test_a_file_published_again_and_damaged_takes_nothing_back(engine: Engine, tmp_path: Path) -> None:
    folder = small(tmp_path / "mirror")
    bring(engine, folder)
    put(folder / "baseline", name(2), packed([article(4), article(5), article(6)])[:-20])
    bring(engine, folder)
    assert {4, 5, 6} <= titles(engine).keys()


def test_two_files_of_one_name_that_is_not_nlms_are_two(engine: Engine, tmp_path: Path) -> None:
    for number in (1, 2):
        load(engine, put(tmp_path / str(number), "export.xml.gz", packed([article(number)])))
    assert titles(engine).keys() == {1, 2}


def test_a_gap_is_said_and_filled_in_nlms_order(engine: Engine, tmp_path: Path) -> None:
    folder = small(tmp_path / "m")
    third = folder / "updatefiles" / name(3)
    data = third.read_bytes()
    third.unlink()
    outcome = bring(engine, folder)
    assert outcome.gaps == ("pubmed26n0003",)
    assert any("not on the mirror: pubmed26n0003" in note for note in outcome.notes)
    assert 3 in titles(engine)
    put(folder / "updatefiles", name(3), data)
    assert applied(bring(engine, folder)) == [(name(3), "new")]
    assert titles(engine) == SMALL


def test_without_a_sum_a_file_is_taken_and_said(engine: Engine, tmp_path: Path) -> None:
    put(tmp_path / "m" / "baseline", name(1), packed([article(1)]), md5=None)
    outcome = bring(engine, tmp_path / "m")
    assert outcome.notes == [f"{name(1)}: no .md5 beside it, so its bytes could not be compared with NLM's"]
    assert titles(engine) == {1: "synthetic 1"}
    assert bring(engine, tmp_path / "m").applied == []


def test_a_file_cut_short_with_the_right_sum_gives_what_it_can_and_is_said(engine: Engine, tmp_path: Path) -> None:
    folder = small(tmp_path / "m")
    put(folder / "baseline", name(2), packed([article(4), article(5, "x" * 90_000)])[:-100])
    outcome = bring(engine, folder)
    assert outcome.error is None
    assert [text.partition(" ")[0] for text in outcome.damaged] == [name(2)]
    assert "kept" in outcome.damaged[0] or "used" in outcome.damaged[0]
    assert 8 in titles(engine)


def test_a_place_that_is_no_mirror_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(MirrorUnreachable, match="no baseline/"):
        bring(engine, tmp_path / "empty")
    with pytest.raises(BadInput, match="has no baseline"):
        bring(engine, mirror(tmp_path / "m", {}, {3: packed([article(1)])}))
    assert engine.revision == 0


def test_names_that_are_not_nlms_are_left_alone_and_said(engine: Engine, tmp_path: Path) -> None:
    folder = small(tmp_path / "m")
    put(folder / "baseline", "extra.xml.gz", packed([article(77)]))
    outcome = bring(engine, folder)
    assert outcome.notes == ["1 files named otherwise were left alone: extra.xml.gz"]
    assert titles(engine) == SMALL


def test_a_limit_stops_early_and_the_next_sync_goes_on(engine: Engine, tmp_path: Path) -> None:
    folder = small(tmp_path / "m")
    first = bring(engine, folder, Wish(baseline=True, limit=3))
    assert (len(first.applied), first.later) == (3, 1)
    assert applied(bring(engine, folder)) == [(name(4), "new")]
    assert titles(engine) == SMALL


def test_two_syncs_at_once_the_second_is_told_who(engine: Engine, tmp_path: Path) -> None:
    home = tmp_path / "home"
    ready = multiprocessing.get_context("spawn").Event()
    holder = multiprocessing.get_context("spawn").Process(target=_hold, args=(home, ready))
    holder.start()
    try:
        assert ready.wait(30)
        with pytest.raises(EngineLocked, match=f"process {holder.pid} "):
            bring(engine, small(tmp_path / "m"))
    finally:
        holder.terminate()
        holder.join()


def _hold(home: Path, ready: multiprocessing.synchronize.Event) -> None:
    with held(home / "sync.lock"):
        ready.set()
        multiprocessing.get_context("spawn").Event().wait(60)


class _Peek(Watch):
    """Looks from outside, while a sync is at work."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.seen: list[set[int]] = []

    def applying(self, step: object) -> None:
        self.seen.append(set(self.engine.pmids(All())))


def new_year(folder: Path) -> Path:
    return mirror(folder, {1: packed([article(1, "in 2027"), article(20)])}, {2: packed([article(21)])}, year=27)


NEW_YEAR = {1: "in 2027", 20: "synthetic 20", 21: "synthetic 21"}


def test_a_new_years_baseline_replaces_the_old_without_an_empty_moment(engine: Engine, tmp_path: Path) -> None:
    bring(engine, small(tmp_path / "m"))
    peek = _Peek(engine)
    with opened(str(new_year(tmp_path / "n"))) as place:
        outcome = sync(engine, place, tmp_path / "home", ALL, peek)
    assert peek.seen == [set(SMALL)] * 2
    assert outcome.changed_over
    fresh = open_engine(tmp_path / "home" / "corpus", parse=pubmed_xml.parse)
    assert titles(fresh) == NEW_YEAR
    assert sorted(fresh.pmids(All())) == sorted(NEW_YEAR)
    assert [entry.name for entry in fresh.files()] == [name(1, 27), name(2, 27)]
    assert bring(fresh, tmp_path / "n").applied == []
    fresh.close()


def test_an_interrupted_change_of_year_goes_on_and_the_old_answers_until_then(engine: Engine, tmp_path: Path) -> None:
    bring(engine, small(tmp_path / "m"))
    first = bring(engine, new_year(tmp_path / "n"), Wish(baseline=True, limit=1))
    assert not first.changed_over
    assert "1 files of the new one are left" in first.waiting
    assert titles(engine) == SMALL
    second = bring(engine, tmp_path / "n")
    assert applied(second) == [(name(2, 27), "new")]
    assert second.changed_over


def test_a_new_baseline_that_fails_or_has_gaps_leaves_the_old_in_use(engine: Engine, tmp_path: Path) -> None:
    bring(engine, small(tmp_path / "m"))
    folder = new_year(tmp_path / "n")
    put(folder / "updatefiles", name(2, 27), b"", md5="1" * 32)
    failed = bring(engine, folder)
    assert isinstance(failed.error, SourceProblem)
    (folder / "updatefiles" / name(2, 27)).unlink()
    put(folder / "baseline", name(3, 27), packed([article(22)]))
    gapped = bring(engine, folder)
    assert "pubmed27n0002" in gapped.waiting
    assert titles(engine) == SMALL


def test_a_baseline_still_arriving_on_a_server_is_not_taken_yet(engine: Engine, tmp_path: Path, nlm: NlmServer) -> None:
    bring(engine, small(tmp_path / "m"))
    today = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    nlm.add("baseline", name(1, 27), packed([article(1, "in 2027")]), date=today)
    first = bring(engine, nlm.address)
    assert (first.changed_over, "may still be arriving" in first.waiting) == (False, True)
    assert titles(engine) == SMALL
    nlm.add("updatefiles", name(2, 27), packed([article(2, "after it")]), date=today)
    assert bring(engine, nlm.address).changed_over


def test_what_was_loaded_by_hand_goes_along_unless_nlm_has_it(engine: Engine, tmp_path: Path) -> None:
    bring(engine, small(tmp_path / "m"))
    by_hand = tmp_path / "books.xml"
    by_hand.write_bytes(packed([article(500, "mine"), article(20, "mine too")]))
    load(engine, by_hand)
    outcome = bring(engine, new_year(tmp_path / "n"))
    assert "1 records loaded by hand from books.xml were taken along" in outcome.notes
    fresh = open_engine(tmp_path / "home" / "corpus", parse=pubmed_xml.parse)
    assert titles(fresh) == NEW_YEAR | {500: "mine"}
    assert "books.xml" in [entry.name for entry in fresh.files()]
    fresh.close()


def test_until_asked_the_new_year_waits(engine: Engine, tmp_path: Path) -> None:
    bring(engine, small(tmp_path / "m"))
    outcome = bring(engine, new_year(tmp_path / "n"), Wish())
    assert (outcome.applied, outcome.changed_over) == ([], False)
    assert any("NLM began the files of 2027" in note for note in outcome.notes)


def test_the_newest_files_first_and_the_baseline_under_them_later(engine: Engine, tmp_path: Path) -> None:
    folder = small(tmp_path / "m")
    assert applied(bring(engine, folder, Wish(newest=1))) == [(name(4), "new")]
    assert titles(engine) == {8: "synthetic 8"}
    bring(engine, folder)
    assert titles(engine) == SMALL


def test_a_download_is_given_up_when_the_engine_cannot_go_on(engine: Engine, tmp_path: Path, nlm: NlmServer) -> None:
    serve(nlm, small(tmp_path / "m"))
    with engine.writer():
        outcome = bring(engine, nlm.address)
    assert isinstance(outcome.error, EngineLocked)
    assert outcome.applied == []
