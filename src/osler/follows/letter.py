"""The digest as a mail: text and HTML, with the one-click unsubscribe of RFC 8058."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from osler.cite import citation_line
from osler.cite.source import title
from osler.engine.protocol import Engine
from osler.follows.models import Item
from osler.follows.why import sentences
from osler.library.models import Notice
from osler.people.models import User
from osler.pubmed.xml import parse

_HERE = "http://localhost:8000"  # where no public address is set


def letter(
    user: User, day: date, items: Sequence[Item], notices: Sequence[Notice], engine: Engine, token: str
) -> EmailMultiAlternatives:
    """Papers that left the mirror meanwhile are left out. The Message-ID is the day's own: a mail that was taken though
    the answer was lost is known again by the reader's mail program."""
    base = settings.OSLER.base_url.rstrip("/") or _HERE
    unsubscribe = f"{base}/digest/unsubscribe/{token}"
    context: dict[str, Any] = {
        "user": user,
        "day": f"{day.day} {day:%B %Y}",
        "base": base,
        "unsubscribe": unsubscribe,
        "papers": _papers(items, engine),
        "notices": [
            {
                "kind": each.get_kind_display(),
                "title": _title(engine, each.pmid),
                "pmid": each.pmid,
                "source": each.source,
            }
            for each in notices
        ],
    }
    host = urlsplit(base).hostname or "localhost"
    mail = EmailMultiAlternatives(
        subject=_subject(context["papers"], notices),
        body=render_to_string("follows/digest.txt", context, using="jinja2"),
        to=[user.email],
        headers={
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"Osler digest <digest.{host}>",
            "Message-ID": f"<digest-{user.pk}-{day:%Y%m%d}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("follows/digest.html", context, using="jinja2"), "text/html")
    return mail


def _papers(items: Sequence[Item], engine: Engine) -> list[dict[str, Any]]:
    found = engine.fetch(each.pmid for each in items)
    papers = []
    for item in items:
        if item.pmid not in found:
            continue
        article = parse(found[item.pmid].xml)
        papers.append(
            {
                "pmid": item.pmid,
                "title": title(article) or "[No title]",
                "line": citation_line(article),
                "retracted": article.is_retracted,
                "why": sentences(item.why),
                "terms": item.why.get("terms", []),
            }
        )
    return papers


def _title(engine: Engine, pmid: int) -> str:
    found = engine.fetch([pmid]).get(pmid)
    return title(parse(found.xml)) if found else f"PMID {pmid}"


def _subject(papers: Sequence[object], notices: Sequence[Notice]) -> str:
    parts = []
    if notices:
        parts.append(f"{len(notices)} notice{'s' if len(notices) > 1 else ''} about your papers")
    if papers:
        parts.append(f"{len(papers)} paper{'s' if len(papers) > 1 else ''} worth knowing")
    return "Osler: " + " and ".join(parts)
