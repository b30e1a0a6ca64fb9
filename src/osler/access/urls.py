"""Addresses of the way to the text."""

from __future__ import annotations

from django.urls import path

from osler.access.views import institutions, librarian, tester, ways

urlpatterns = [
    path("article/<pmid:pmid>/ways", ways.ways, name="ways"),
    path("article/<pmid:pmid>/outcome", ways.outcome, name="outcome"),
    path("institutions", institutions.choose, name="institutions"),
    path("institutions/<slug:slug>/logo", institutions.logo, name="institution-logo"),
    path("librarian", librarian.all_, name="librarian"),
    path("librarian/<slug:slug>", librarian.one, name="librarian-institution"),
    path("librarian/<slug:slug>/holdings", librarian.upload, name="librarian-holdings"),
    path("librarian/<slug:slug>/holdings/<int:file>", librarian.file, name="librarian-file"),
    path("librarian/<slug:slug>/links", tester.tester, name="link-tester"),
]
