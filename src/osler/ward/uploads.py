"""What is sent never touches the disk, however large."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from osler.bedside import fhir_bundle
from osler.errors import BadInput


class _InMemory(MemoryFileUploadHandler):
    """A bundle never touches the disk, however large (up to the reader's own limit)."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        if content_length > fhir_bundle.LARGEST:
            raise BadInput(f"what was sent is larger than {fhir_bundle.LARGEST // 2**20} MB")
        self.activated = True


View = Callable[..., HttpResponseBase]


def in_memory(view: View) -> View:
    """Uploads kept in memory; the check against forged requests comes after that is settled, as it reads the form."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if request.method == "POST":
            request.upload_handlers = [_InMemory(request)]
        return protected(request, *args, **more)

    return answered
