"""Addresses of the ward. None ever carries a fact of a patient."""

from __future__ import annotations

from django.urls import path

from osler.ward import views

urlpatterns = [
    path("bedside", views.bedside, name="bedside"),
    path("bedside.json", views.bedside_json, name="bedside-json"),
]
