"""Addresses of the desk, one file for each part of it."""

from __future__ import annotations

from osler.desk.urls import account, feed, library

urlpatterns = [*account.urlpatterns, *library.urlpatterns, *feed.urlpatterns]
