"""A paper's full text as a page, from the reader's own file or the folder of full texts."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from osler.cite.source import title
from osler.errors import BadInput, MirrorUnreachable, NotFound
from osler.fulltext.jats import Paper, folder, parse, references, render
from osler.model.article import Article
from osler.people.models import User
from osler.reading import attachments, remote
from osler.reading.models import Attachment, Kind
from osler.web import mirror, records
from osler.web import render as pages


@never_cache
@require_safe
def read(request: HttpRequest, pmid: int) -> HttpResponse:
    article = records.article(mirror.engine(), pmid)
    return page(request, article)


@require_POST
def fetch(request: HttpRequest, pmid: int) -> HttpResponse:
    """From the configured source, because somebody asked: nothing is fetched ahead."""
    article = records.article(mirror.engine(), pmid)
    try:
        remote.fetch(settings.OSLER.pmc_files, article.pmcid, settings.OSLER.home)
    except (NotFound, MirrorUnreachable, BadInput) as problem:
        return page(request, article, problem=str(problem), status=502)
    return redirect("read", pmid)


@require_safe
def image(request: HttpRequest, pmid: int, name: str) -> HttpResponseBase:
    """A figure's file beside the article."""
    article = records.article(mirror.engine(), pmid)
    found = folder.image(_catalogued(article), name)
    if found is None:
        raise NotFound("there is no such figure")
    path, content_type = found
    response = FileResponse(path.open("rb"), content_type=content_type)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def page(request: HttpRequest, article: Article, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The text, where there is one; and the reader's files."""
    own = attachments.of(request.user, article.pmid) if isinstance(request.user, User) else []
    paper, source = _paper(article, own)
    context = {
        "article": article,
        "title": title(article),
        "paper": paper,
        "source": source,
        "files": own,
        "problem": problem,
        "mb": settings.OSLER.attachment_mb,
        "fetchable": bool(settings.OSLER.pmc_files and article.pmcid and paper is None),
    }
    return pages.page(request, "reading/read.html", context, status=status)


def _paper(article: Article, own: list[Attachment]) -> tuple[Paper | None, str]:
    """The reader's own file first: they chose it. None where neither can be read."""
    for each in own:
        if each.kind == Kind.JATS:
            return _shown(attachments.content(each), each.name, article.pmid, images=False), f"your file {each.name}"
    try:
        path = _catalogued(article)
        return _shown(path.read_bytes(), path.name, article.pmid, images=True), "the folder of full texts"
    except (NotFound, BadInput, OSError):
        return None, ""


def _catalogued(article: Article) -> Path:
    return folder.find(settings.OSLER.home, pmid=article.pmid, pmcid=article.pmcid, doi=article.doi)


def _shown(content: bytes, name: str, pmid: int, *, images: bool) -> Paper:
    tree = parse(content, name)
    held = records.held(mirror.engine(), references.pmids(tree))
    here = {each: reverse("article", args=[each]) for each in held}
    served = (lambda file: reverse("read-image", args=[pmid, file]) if "/" not in file else "") if images else None
    return render(tree, here=here, image=served) if served else render(tree, here=here)
