"""All reads. None grows with the papers of a page or the lines of a library."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from osler.errors import NotFound
from osler.fulltext.holdings import Decision, Line, Sought
from osler.fulltext.journal import Known
from osler.fulltext.ordering import Met, Outcomes
from osler.fulltext.shelf import Shelf
from osler.fulltext.ways import Library
from osler.institutions import secrets
from osler.institutions.models import (
    Asked,
    Domain,
    HoldingLine,
    HoldingsFile,
    Institution,
    Membership,
    Network,
    Outcome,
)
from osler.people.models import User

REMEMBERED = timedelta(days=180)  # outcomes older than this teach nothing: publishers and contracts change


class Present(NamedTuple):
    institutions: bool
    outcomes: bool


def any_at_all() -> Present:
    """Whether there are any: asked for every page, so in one statement, without the cost of building a query."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in (Institution, Outcome)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'EXISTS(SELECT 1 FROM {table})' for table in tables)}")
        return Present(*map(bool, cursor.fetchone()))


def institution(slug: str) -> Institution:
    """Raises NotFound."""
    found = Institution.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(f"there is no institution '{slug}' here")
    return found


def institutions() -> QuerySet[Institution]:
    return Institution.objects.defer("logo", "libkey_token")


def editable(user: User) -> QuerySet[Institution]:
    """Administrators edit all, librarians those they were named for."""
    if user.is_administrator:
        return Institution.objects.all()
    return Institution.objects.filter(librarians=user) if user.is_librarian else Institution.objects.none()


def of_user(user: User) -> list[Institution]:
    """In the order in which they were joined."""
    found = Membership.objects.filter(user=user, left=False).select_related("institution").defer("institution__logo")
    return [each.institution for each in found]


def memberships(user: User) -> tuple[list[int], frozenset[int]]:
    """Ids of the institutions they belong to, in the order of joining, and of those they left."""
    rows = list(Membership.objects.filter(user=user).values_list("institution", "left"))
    return [each for each, left in rows if not left], frozenset(each for each, left in rows if left)


def of_address(address: str) -> list[Institution]:
    """Whose IP ranges hold this address; [] for what is no address."""
    try:
        asked = ipaddress.ip_address(address)
    except ValueError:
        return []
    if isinstance(asked, ipaddress.IPv6Address) and asked.ipv4_mapped:
        asked = asked.ipv4_mapped
    found = Network.objects.select_related("institution").defer("institution__logo")
    return list(dict.fromkeys(each.institution for each in found if asked in ipaddress.ip_network(each.cidr)))


def of_email(address: str) -> Institution | None:
    """By the domain, or one above it: a@lab.example.org belongs to example.org."""
    labels = address.rpartition("@")[2].lower().split(".")
    names = [".".join(labels[place:]) for place in range(len(labels) - 1)]
    found = {
        each.name: each.institution for each in Domain.objects.filter(name__in=names).select_related("institution")
    }
    return next((found[name] for name in names if name in found), None)


def was_asked(user: User) -> bool:
    return Asked.objects.filter(user=user).exists()


def library(found: Institution, *, has_holdings: bool) -> Library:
    return Library(
        id=found.pk,
        name=found.name,
        proxy=found.proxy,
        resolver=found.resolver,
        libkey_id=found.libkey_id,
        libkey_token=secrets.opened(found.libkey_token),
        order=tuple(found.order),
        ill=found.ill,
        contact=found.contact,
        has_holdings=has_holdings,
    )


class Sources(NamedTuple):
    """What institutions hold: the files in force, by their id."""

    files: Mapping[int, HoldingsFile]

    def of(self, institution: int) -> bool:
        return any(file.institution_id == institution for file in self.files.values())


def sources(institutions: Iterable[Institution]) -> Sources:
    ids = [each.pk for each in institutions]
    return Sources(HoldingsFile.objects.filter(institution__in=ids, in_force=True).in_bulk() if ids else {})


Question = tuple[Known, Sought]


def decisions(found: Sources, questions: Sequence[Question], today: date) -> tuple[Mapping[int, Decision | None], ...]:
    """For each question: institution -> what its holdings say. One query for all."""
    shelves = {
        institution: Shelf(lines) for institution, lines in _lines(found, [known for known, _ in questions]).items()
    }
    return tuple(
        {institution: shelf.decide(known, sought, today) for institution, shelf in shelves.items()}
        for known, sought in questions
    )


_COLUMNS = [name for name in Line._fields if name != "file"]


def _lines(found: Sources, journals: Sequence[Known]) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = defaultdict(list)
    ids = sorted({each for known in journals for each in known.ids})
    nlm_ids = sorted({known.nlm_id for known in journals if known.nlm_id})
    titles = sorted({key for known in journals for key in known.title_keys})
    if not found.files or not (ids or nlm_ids or titles):
        return lines
    wanted = Q(print_id__in=ids) | Q(online_id__in=ids) | Q(nlm_id__in=nlm_ids) | Q(title_key__in=titles)
    rows = HoldingLine.objects.filter(wanted, file_id__in=list(found.files)).values_list("file_id", *_COLUMNS)
    for file_id, *values in rows.iterator():
        file = found.files[file_id]
        lines[file.institution_id].append(Line._make((*values, file.name)))
    return lines


def met(institutions: Iterable[int], journals: Iterable[str]) -> Mapping[str, Met]:
    """Journal -> (institution, resolver) -> outcomes of the last half year. Readers without one share institution 0."""
    wanted = Q(institution__in=[each for each in institutions if each]) | Q(institution=None)
    rows = (
        Outcome.objects.filter(wanted, journal__in=set(journals), at__gte=timezone.now() - REMEMBERED)
        .values_list("journal", "institution", "resolver", "met")
        .annotate(Count("id"))
    )
    told: dict[str, dict[tuple[int, str], Outcomes]] = defaultdict(dict)
    for journal, institution_id, resolver, kind, count in rows:
        key = (institution_id or 0, resolver)
        worked, failed = told[journal].get(key, Outcomes())
        good = kind == Outcome.Met.WORKED
        told[journal][key] = Outcomes(worked + count * good, failed + count * (not good))
    return told


class Failing(NamedTuple):
    journal: str
    resolver: str
    worked: int
    paywall: int
    wrong: int
    pmids: tuple[int, ...]  # a few that failed


def failing(found: Institution, limit: int = 100) -> list[Failing]:
    """What readers of an institution met and did not work, the most frequent first; who they were is not told."""
    rows = Outcome.objects.filter(institution=found, at__gte=timezone.now() - REMEMBERED)
    grouped: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for each in rows.order_by("-at")[:20_000]:
        grouped[each.journal_name or each.journal, each.resolver].append(each)
    told = [_failing(journal, resolver, each) for (journal, resolver), each in grouped.items()]
    told = [each for each in told if each.paywall or each.wrong]
    return sorted(told, key=lambda each: (-(each.paywall + each.wrong), each.journal))[:limit]


def _failing(journal: str, resolver: str, outcomes: list[Outcome]) -> Failing:
    counts = {kind: sum(each.met == kind for each in outcomes) for kind in Outcome.Met}
    pmids = dict.fromkeys(each.pmid for each in outcomes if each.met != Outcome.Met.WORKED)
    return Failing(
        journal,
        resolver,
        counts[Outcome.Met.WORKED],
        counts[Outcome.Met.PAYWALL],
        counts[Outcome.Met.WRONG],
        tuple(pmids)[:5],
    )
