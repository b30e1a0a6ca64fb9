"""An account deleted: rows, files, sessions. What is left does not know who it was."""

from __future__ import annotations

import shutil
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction

from osler.people import belongings
from osler.people.models import Invitation, User


def person(user: User) -> None:
    """Everything of this person, in one transaction; then their files. Nothing is kept, not even for a while."""
    folder = files(user)
    with transaction.atomic():
        for belonging in belongings.registered():
            belonging.forget(user)
        _sessions(user)
        Invitation.objects.filter(email__iexact=user.email).delete()
        user.delete()
    shutil.rmtree(folder, ignore_errors=True)
    cache.clear()  # limits are kept by address; a few counters begin anew


def files(user: User) -> Path:
    """Where files of this person lie; the folder may not exist."""
    return Path(settings.OSLER.files) / "people" / str(user.pk)


def _sessions(user: User) -> None:
    keys = set(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    for session in Session.objects.iterator(chunk_size=500):  # those before sessions were listed carry only data
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            keys.add(session.session_key)
    Session.objects.filter(session_key__in=keys).delete()
