"""All writes."""

from __future__ import annotations

import hashlib
import ipaddress
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from osler.errors import BadInput, NotFound
from osler.fulltext import kbart
from osler.fulltext.holdings import Line
from osler.fulltext.kbart import Refused
from osler.institutions import queries
from osler.institutions.models import (
    Asked,
    Domain,
    HoldingLine,
    HoldingProblem,
    HoldingsFile,
    Institution,
    Membership,
    Network,
    Outcome,
)
from osler.people.models import User

_CHUNK = 5_000  # lines a transaction: others who write wait a tenth of a second, not for the whole file
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_NOTES_KEPT = 20_000
_WIDEST = {4: 8, 6: 19}  # prefix lengths: nobody owns more


def add(name: str, *, slug: str = "", domains: Iterable[str] = (), networks: Iterable[str] = ()) -> Institution:
    """A new institution. Raises BadInput for a name, domain or range that cannot be, or a slug taken."""
    name = " ".join(name.split())
    slug = slug or slugify(name)[:60].strip("-")
    if not name or not slug or slug != slugify(slug):
        raise BadInput("an institution needs a name of letters, and a slug of letters, digits and hyphens")
    if len(name) > (longest := Institution._meta.get_field("name").max_length or 0):
        raise BadInput(f"the name of an institution has up to {longest} characters, this one {len(name)}")
    if Institution.objects.filter(slug=slug).exists():
        raise BadInput(f"there is an institution '{slug}' already")
    with transaction.atomic():
        made = Institution.objects.create(slug=slug, name=name)
        set_domains(made, domains)
        set_networks(made, networks)
    return made


class Changes(NamedTuple):
    """An institution as its librarian left the form."""

    fields: dict[str, Any]  # checked values of columns
    domains: list[str]
    networks: list[str]
    logo: tuple[bytes, str] | None = None  # data and media type; (b"", "") takes it away, None leaves it
    token: bytes | None = None  # sealed; b"" takes it away, None leaves it


def change(institution: Institution, changes: Changes) -> None:
    """All of it or nothing. Raises BadInput for a domain that is none or another institution's."""
    with transaction.atomic():
        set_domains(institution, changes.domains)
        set_networks(institution, changes.networks)
        for name, value in changes.fields.items():
            setattr(institution, name, value)
        if changes.logo is not None:
            institution.logo, institution.logo_type = changes.logo
        if changes.token is not None:
            institution.libkey_token = changes.token
        institution.save()


def set_domains(institution: Institution, names: Iterable[str]) -> None:
    wanted = list(dict.fromkeys(filter(None, (name.strip().lower().lstrip("@") for name in names))))
    for name in wanted:
        if not _DOMAIN.fullmatch(name):
            raise BadInput(f"'{name}' is no domain; write example.org")
        taken = Domain.objects.filter(name=name).exclude(institution=institution).select_related("institution").first()
        if taken:
            raise BadInput(f"{name} already belongs to {taken.institution}")
    institution.domains.exclude(name__in=wanted).delete()
    have = set(institution.domains.values_list("name", flat=True))
    Domain.objects.bulk_create(Domain(institution=institution, name=name) for name in wanted if name not in have)


def set_networks(institution: Institution, ranges: Iterable[str]) -> None:
    wanted = list(dict.fromkeys(network(text) for text in ranges if text.strip()))
    institution.networks.exclude(cidr__in=wanted).delete()
    have = set(institution.networks.values_list("cidr", flat=True))
    Network.objects.bulk_create(Network(institution=institution, cidr=cidr) for cidr in wanted if cidr not in have)


def network(text: str) -> str:
    """ "192.0.2.7/24" -> "192.0.2.0/24". Raises BadInput."""
    try:
        found = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise BadInput(f"'{text.strip()}' is no IP range; write 192.0.2.0/24 or 2001:db8::/32") from None
    if found.prefixlen < _WIDEST[found.version]:
        raise BadInput(f"{found} is wider than anybody's network")
    return str(found)


def touch(institution: Institution) -> None:
    """Pages that show its links are out of date."""
    Institution.objects.filter(pk=institution.pk).update(changed_at=timezone.now())


# -- holdings -------------------------------------------------------------------------------------


def load_holdings(institution: Institution, data: bytes, name: str) -> HoldingsFile:
    """Loads a KBART file; one of the same name is replaced when the new one is whole. Lines are written in short
    transactions and count only once all are there: whoever reads meanwhile gets the old list. Raises BadInput for what
    is no title list, and for one of which no line could be taken."""
    name = (re.sub(r"[\x00-\x1f/\\]", "_", name).strip() or "holdings.txt")[:200]
    reading = kbart.read(data, name)
    HoldingsFile.objects.filter(
        institution=institution, name=name, in_force=False
    ).delete()  # of a load that was killed
    digest = hashlib.sha256(data).hexdigest()
    file = HoldingsFile.objects.create(
        institution=institution, name=name, sha256=digest, lines_taken=0, lines_refused=0, notes_made=0
    )
    taken = refused = 0
    first_refusal = ""
    for chunk in _chunks(iter(reading), _CHUNK):
        lines = [each for each in chunk if isinstance(each, Line)]
        bad = [each for each in chunk if isinstance(each, Refused)]
        first_refusal = first_refusal or (f"; line {bad[0].number}: {bad[0].why}" if bad else "")
        with transaction.atomic():
            _insert(HoldingLine, _COLUMNS, ((file.pk, *line[:-1]) for line in lines))
            _insert(HoldingProblem, _PROBLEM, ((file.pk, each.number, True, each.why, each.text) for each in bad))
        taken, refused = taken + len(lines), refused + len(bad)
    if not taken:
        file.delete()
        raise BadInput(f"{name}: not one line could be taken{first_refusal}")
    with transaction.atomic():
        notes = reading.notes[:_NOTES_KEPT]
        _insert(HoldingProblem, _PROBLEM, ((file.pk, note.number, False, note.text, "") for note in notes))
        old = HoldingsFile.objects.filter(institution=institution, name=name, in_force=True)
        _drop(list(old))
        file.lines_taken, file.lines_refused, file.notes_made = taken, refused, len(reading.notes)
        file.in_force = True
        file.save()
        touch(institution)
    return file


def drop_holdings(file: HoldingsFile) -> None:
    with transaction.atomic():
        _drop([file])
        touch(file.institution)


def _drop(files: Sequence[HoldingsFile]) -> None:
    ids = [file.pk for file in files]
    HoldingLine.objects.filter(file__in=ids)._raw_delete(using="default")  # no signals
    HoldingProblem.objects.filter(file__in=ids)._raw_delete(using="default")
    HoldingsFile.objects.filter(pk__in=ids).delete()


_COLUMNS = ("file_id", *(name for name in Line._fields if name != "file"))
_PROBLEM = ("file_id", "number", "refused", "why", "text")


def _insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows without a model instance each: five times quicker than bulk_create on 200,000 lines."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", list(rows))


T = TypeVar("T")


def _chunks(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while chunk := list(itertools.islice(items, size)):
        yield chunk


# -- belonging ------------------------------------------------------------------------------------


def join(user: User, institution: Institution, how: str) -> None:
    """Joined once; who left is not joined again by a rule, only by their own choice."""
    found, made = Membership.objects.get_or_create(user=user, institution=institution, defaults={"how": how})
    if not made and found.left and how == Membership.How.CHOICE:
        found.left, found.how = False, how
        found.save()


def leave(user: User, institution: Institution) -> None:
    Membership.objects.filter(user=user, institution=institution).update(left=True)


def answered(user: User) -> None:
    """They were asked for their institution."""
    Asked.objects.get_or_create(user=user)


def join_by_rules(user: User, address: str = "") -> None:
    """On signing in: by a confirmed e-mail address's domain, by the single sign-on attribute, by IP range."""
    for email in EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True):
        institution = queries.of_email(email)
        if institution is not None:
            join(user, institution, Membership.How.EMAIL)
    for institution in _by_sso(user):
        join(user, institution, Membership.How.SSO)
    for institution in queries.of_address(address):
        join(user, institution, Membership.How.NETWORK)


def _by_sso(user: User) -> list[Institution]:
    attribute = settings.OSLER.sso_institution
    if not attribute:
        return []
    said: set[str] = set()
    for account in SocialAccount.objects.filter(user=user):
        value = account.extra_data.get(attribute) if isinstance(account.extra_data, dict) else None
        said.update(map(str, value if isinstance(value, list) else [value] if value else []))
    return [each for each in Institution.objects.defer("logo") if said & set(each.sso_values)] if said else []


# -- outcomes -------------------------------------------------------------------------------------


class Tried(NamedTuple):
    """What a reader tried."""

    pmid: int
    journal: str
    journal_name: str
    resolver: str
    url: str
    institution: int  # 0: none


def report(user: User, tried: Tried, met: str) -> None:
    """One a reader, paper and way; the last word counts. Raises BadInput for an outcome there is not."""
    if met not in Outcome.Met.values:
        raise BadInput(f"'{met[:20]}' is no outcome: {', '.join(Outcome.Met.values)}")
    institution = Institution.objects.filter(pk=tried.institution).first() if tried.institution else None
    Outcome.objects.update_or_create(
        user=user,
        pmid=tried.pmid,
        resolver=tried.resolver,
        defaults={
            "institution": institution,
            "journal": tried.journal[:250],
            "journal_name": tried.journal_name[:250],
            "url": tried.url,
            "met": met,
        },
    )
    if institution is not None:
        touch(institution)


def find(user: User, slug: str) -> Institution:
    """An institution this user may edit. Raises NotFound: that others exist is nobody's business here."""
    found = queries.editable(user).filter(slug=slug).first()
    if found is None:
        raise NotFound("there is no such institution among those you edit")
    return found
