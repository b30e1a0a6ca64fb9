"""Ticked papers into a collection: for its owner, who may change it, and nobody else."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osler.library import queries, services
from osler.library.models import SavedPaper
from osler.people.models import User
from tests.web.reading import parsed


def _there(user: User) -> list[int]:
    return queries.pmids_in_order(services.default_collection(user))


def test_they_are_put_on_top_of_the_chosen_collection_once_each(owner: Client, ada: User) -> None:
    page = parsed(owner.get("/chosen/save?pmid=1002&pmid=1001+99999").content)
    (pmids,) = page.xpath("//main//form//input[@name='pmid']/@value")
    (to,) = page.xpath("//option[@selected]/@value")
    assert (pmids, int(to)) == ("1002 1001 99999", services.default_collection(ada).pk)
    for _ in range(2):
        answer = owner.post("/chosen/save", {"pmid": pmids, "to": to})
        assert (answer.status_code, answer["Location"]) == (303, f"/collections/{to}")
    assert _there(ada) == [1002, 1001]


def test_into_a_colleagues_collection_only_who_may_change_it(
    owner: Client, colleague: Client, outsider: Client, ada: User
) -> None:
    club = services.make_collection(ada, "Journal club")
    for client in (colleague, outsider):
        assert client.post("/chosen/save", {"pmid": "1001", "to": club.pk}).status_code == 404
        assert "Journal club" not in client.get("/chosen/save?pmid=1001").content.decode()
    assert "Journal club" in owner.get("/chosen/save?pmid=1001").content.decode()
    assert not SavedPaper.objects.exists()


def test_a_visitor_signs_in_first_and_nonsense_is_told(client: Client, owner: Client) -> None:
    answer = client.get("/chosen/save?pmid=1001")
    assert answer.status_code == 302
    assert "next=/chosen/save%3Fpmid%3D1001" in answer["Location"]
    assert owner.get("/chosen/save").status_code == 400
    assert owner.post("/chosen/save", {"pmid": "1001", "to": "x"}).status_code == 400


def test_queries_do_not_grow_with_papers(owner: Client, ada: User) -> None:
    to, counts = services.default_collection(ada).pk, []
    for pmids in ("1001 1002", " ".join(map(str, range(1003, 1033)))):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert owner.post("/chosen/save", {"pmid": pmids, "to": to}).status_code == 303
        counts.append(len(asked))
    assert counts[0] == counts[1]
