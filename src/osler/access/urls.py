"""Addresses of the way to the text."""

from __future__ import annotations

from django.urls import path

from osler.access.views import institutions, ways

urlpatterns = [
    path("article/<pmid:pmid>/ways", ways.ways, name="ways"),
    path("article/<pmid:pmid>/outcome", ways.outcome, name="outcome"),
    path("institutions", institutions.choose, name="institutions"),
    path("institutions/<slug:slug>/logo", institutions.logo, name="institution-logo"),
]
