"""Addresses of the ward. None ever carries a fact of a patient."""

from __future__ import annotations

from django.urls import path

from osler.ward import cases, views

urlpatterns = [
    path("bedside", views.bedside, name="bedside"),
    path("bedside.json", views.bedside_json, name="bedside-json"),
    path("bedside/cases", cases.listed, name="cases"),
    path("bedside/cases/save", cases.save, name="case-save"),
    path("bedside/cases/<int:id_>/delete", cases.delete, name="case-delete"),
]
