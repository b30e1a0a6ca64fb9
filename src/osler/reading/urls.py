"""Addresses of reading here."""

from __future__ import annotations

from django.urls import path

from osler.reading.views import cited, files, read

urlpatterns = [
    path("article/<pmid:pmid>/read", read.read, name="read"),
    path("article/<pmid:pmid>/read/fetch", read.fetch, name="read-fetch"),
    path("article/<pmid:pmid>/read/image/<str:name>", read.image, name="read-image"),
    path("article/<pmid:pmid>/files", files.attach, name="attach"),
    path("openurl", cited.cited, name="openurl"),
    path("files/<int:key>", files.open_file, name="attachment"),
    path("files/<int:key>/remove", files.remove, name="attachment-remove"),
]
