"""Addresses of the account, privacy and what the administrator writes."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
