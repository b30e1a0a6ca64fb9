"""Addresses of the account, privacy and what the administrator writes."""

from __future__ import annotations

from django.urls import URLPattern, path

from osler.desk.views import app, people, privacy, profile, sessions, share, texts

urlpatterns: list[URLPattern] = [
    path("settings/profile", profile.profile, name="profile"),
    path("privacy", privacy.privacy, name="privacy"),
    path("privacy/download", privacy.download, name="privacy-download"),
    path("privacy/delete", privacy.delete, name="privacy-delete"),
    path("settings/sessions/<int:pk>/end", sessions.end, name="session-end"),
    path("settings/people", people.people, name="people"),
    path("settings/people/<int:pk>/role", people.role, name="people-role"),
    path("settings/invitations/<int:pk>/back", people.take_back, name="invitation-back"),
    path("settings/texts", texts.texts, name="texts"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("sw.js", app.worker, name="worker"),
    path("offline", app.offline, name="offline"),
    path("offline.json", app.offline_list, name="offline-list"),
    path("share", share.share, name="share"),
    path("terms", texts.terms, name="terms"),
    path("privacy-notice", texts.privacy_notice, name="privacy-notice"),
]
