"""Addresses that health records call."""

from __future__ import annotations

from django.urls import path

from osler.fhir import cds_hooks
from osler.fhir.infobutton import infobutton

urlpatterns = [
    path("cds-services", cds_hooks.discovery, name="cds-services"),
    path("cds-services/", cds_hooks.discovery),
    path("cds-services/<str:name>", cds_hooks.service, name="cds-service"),
    path("cds-services/<str:name>/feedback", cds_hooks.feedback, name="cds-feedback"),
    path("infobutton", infobutton, name="infobutton"),
]
