"""One saved paper: its note, its tags, the other collections that have it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from osler.desk.cards import kept_cards
from osler.desk.returning import see_other
from osler.errors import BadInput, Conflict
from osler.library import queries, services
from osler.library.models.saved import NOTE_LONGEST
from osler.people.guards import reader
from osler.web import prose, render
from osler.web.pages.keeping import keeping
from osler.web.whole import MOST_ROWS, whole


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def saved_paper(request: HttpRequest, id: int, saved: int) -> HttpResponse:
    """A POST carries `note` with the `note_version` it was written over, and `tags` by comma."""
    assert request.user.is_authenticated
    access = queries.access(request.user, id)
    row = queries.saved_row(access.collection, request.user, saved)
    note, tags, error, status = row.note, ", ".join(row.tags), "", 200
    if request.method == "POST":
        note, tags = request.POST.get("note", ""), request.POST.get("tags", "")
        version = whole(request.POST.get("note_version", ""), below=MOST_ROWS)
        try:
            services.set_tags(access, saved, tags.split(","))
            services.write_note(access, saved, note, version=-1 if version is None else version)
            return see_other(f"{reverse('collection', args=[id])}#saved-{saved}")
        except Conflict:
            error, status = "conflict", 409
        except BadInput as refused:
            error, status = str(refused), 400
        row = queries.saved_row(access.collection, request.user, saved)
    cards = kept_cards([row.pmid])
    keeping(request, [row.pmid])
    context = {
        "tab": "saved",
        "access": access,
        "collection": access.collection,
        "row": row,
        "each": cards[row.pmid],
        "note": note,
        "shown": prose.html(row.note, heading=3) if row.note else "",
        "tags": tags,
        "error": error,
        "longest": NOTE_LONGEST,
        "known": [name for name, _ in queries.tags(access.collection)][:100],
        "elsewhere": [each for each in queries.in_collections(request.user, row.pmid) if each[0] != id],
    }
    return render.page(request, "desk/saved_paper.html", context, status=status)
