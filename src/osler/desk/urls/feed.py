"""Addresses of follows, the feed and digests."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
